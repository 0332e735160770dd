import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cuts, plainViewAt, sampleView, sideStrips, tiles, toFrame, type View, wholeFrame } from './view.ts';

test('the middle of a view is its centre, its corners are half a side away', () => {
  const view = { x: 100, y: 50, side: 40, angle: 0 };
  expect(toFrame(view, 0.5, 0.5)).toEqual({ x: 100, y: 50 });
  expect(toFrame(view, 0, 1)).toEqual({ x: 80, y: 70 });
  const turned = toFrame({ ...view, angle: Math.PI / 2 }, 1, 0.5);
  expect(turned.x).toBeCloseTo(100);
  expect(turned.y).toBeCloseTo(70);
});

test('a turned whole-frame view still holds every corner', () => {
  fc.assert(
    fc.property(fc.double({ min: -3.2, max: 3.2, noNaN: true }), (angle) => {
      const view = wholeFrame(640, 480, angle);
      for (const [x, y] of [
        [0, 0],
        [640, 0],
        [0, 480],
        [640, 480],
      ] as const) {
        const u = (x - view.x) * Math.cos(angle) + (y - view.y) * Math.sin(angle);
        const v = -(x - view.x) * Math.sin(angle) + (y - view.y) * Math.cos(angle);
        expect(Math.max(Math.abs(u), Math.abs(v))).toBeLessThanOrEqual(view.side / 2 + 1e-6);
      }
    }),
  );
});

test('tiles leave no pixel out, and a face of a quarter tile is whole in one of them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 2000 }),
      fc.integer({ min: 100, max: 1200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (width, height, s, t) => {
        const face = 80;
        const x = s * Math.max(0, width - face);
        const y = t * Math.max(0, height - face);
        const whole = tiles(width, height, 320).some(
          (tile) =>
            x >= tile.x - 160 - 1e-6 &&
            y >= tile.y - 160 - 1e-6 &&
            Math.min(width, x + face) <= tile.x + 160 + 1e-6 &&
            Math.min(height, y + face) <= tile.y + 160 + 1e-6,
        );
        expect(whole).toBe(true);
      },
    ),
  );
});

test('sampling takes what is there, and black beyond the border', () => {
  const data = new Uint8ClampedArray(4 * 2 * 4).fill(200);
  const image = { width: 4, height: 4, data: new Uint8ClampedArray(64) } as unknown as ImageData;
  sampleView({ width: 4, height: 2, data }, wholeFrame(4, 2), image);
  const row = (y: number) => image.data[y * 16];
  expect([row(0), row(1), row(2), row(3)]).toEqual([0, 200, 200, 0]);
  expect(image.data[3]).toBe(255);
});

test('a look without a turn sees what one with a tiny turn sees', () => {
  const frame = {
    width: 97,
    height: 61,
    data: new Uint8ClampedArray(97 * 61 * 4).map((_, i) => (i >> 2) % 97),
  };
  for (const side of [40, 97, 150, 320]) {
    const seen = [0, 1e-9].map((angle) => {
      const out = { width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4) } as unknown as ImageData;
      return sampleView(frame, { x: 48.3, y: 30.1, side, angle }, out).data;
    });
    expect(seen[0]).toEqual(seen[1]);
  }
});

/** What a view without a turn sees of a frame whose red says the column and whose green says the row, at one place. */
function seenAt(frame: { width: number; height: number }, view: View, s: number, t: number) {
  const { width, height } = frame;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data.set([i % width, Math.floor(i / width), 7, 255], i * 4);
  }
  const out = { width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4) } as unknown as ImageData;
  sampleView({ width, height, data }, view, out);
  const at = (Math.floor(t * 64) * 64 + Math.floor(s * 64)) * 4;
  return [...out.data.subarray(at, at + 3)];
}

test('the strips along left and right border go on beyond it as a mirror image, and are as deep as an eighth of the frame', () => {
  const frame = { width: 160, height: 80 };
  const view = sideStrips(160, 80);
  expect(view.side).toBe(80);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 63 }), (i, j) => {
      const s = (i + 0.5) / 64;
      const { x, y } = toFrame(plainViewAt(view, s), s, (j + 0.5) / 64);
      const column = x < 0 ? -x : x > 160 ? 320 - x : x;
      expect(Math.min(column, 160 - column)).toBeLessThan(20);
      const [red, green, blue] = seenAt(frame, view, s, (j + 0.5) / 64);
      // A pixel's middle is half a pixel on, and a picture's pixel is one and a quarter of the frame's.
      expect(Math.abs((red ?? -9) + 0.5 - column)).toBeLessThanOrEqual(1.2);
      expect(Math.abs((green ?? -9) + 0.5 - y)).toBeLessThanOrEqual(1.2);
      expect(blue).toBe(7);
    }),
  );
});

test('above and below the frame its mirror image is seen where the view says so; beyond the strips nothing is', () => {
  const frame = { width: 160, height: 80 };
  const whole: View = { ...wholeFrame(160, 80), beyond: 'mirror' };
  const [, above] = seenAt(frame, whole, 0.5, 0.24);
  const [, below] = seenAt(frame, whole, 0.5, 0.26);
  expect(Math.abs((above ?? 0) - (below ?? 9))).toBeLessThanOrEqual(2);
  expect(seenAt(frame, wholeFrame(160, 80), 0.5, 0.2)).toEqual([0, 0, 0]);
  expect(seenAt({ width: 40, height: 80 }, sideStrips(40, 80), 0.2, 0.5)).toEqual([0, 0, 0]);
});

test('a tile cuts what reaches a border beyond which the frame goes on, never what reaches the frame’s own', () => {
  const frame = { width: 640, height: 480 };
  const tile: View = { x: 160, y: 160, side: 320, angle: 0 };
  expect(cuts(tile, { x: 250, y: 50, width: 68, height: 68 }, frame)).toBe(true);
  expect(cuts(tile, { x: 100, y: 250, width: 70, height: 70 }, frame)).toBe(true);
  expect(cuts(tile, { x: 100, y: 100, width: 70, height: 70 }, frame)).toBe(false);
  expect(cuts(tile, { x: -20, y: -20, width: 70, height: 70 }, frame)).toBe(false);
  expect(cuts(wholeFrame(640, 480), { x: -20, y: 400, width: 70, height: 90 }, frame)).toBe(false);
});
