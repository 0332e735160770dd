import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleView, tiles, toFrame, wholeFrame } from './view.ts';

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
