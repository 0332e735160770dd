import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx } from '../../base/geometry.ts';
import type { Crop, Pixels } from '../../base/sample.ts';
import { coverFor } from '../cover/cover.ts';
import { drawViews } from '../render/cpu/renderer.ts';
import { NETWORK_MODES } from './catalogue.ts';
import { modeOf, modes } from './kernels.ts';
import { completeValues, modeMetas } from './metas.ts';
import { chachaBlock } from './noise/chacha.ts';

const KEY = () => crypto.getRandomValues(new Uint32Array(8));

/** A drawn, face-like picture: shaded skin, dark eyes and mouth, fine texture everywhere. */
function drawnFace(x: number, y: number): [number, number, number] {
  const shade = 0.75 + 0.2 * Math.sin(x * 2.1) * Math.cos(y * 1.7);
  const texture = 0.06 * Math.sin(x * 61 + y * 23) + 0.05 * Math.sin(y * 47 - x * 31);
  const eye = Math.exp(-((Math.abs(x) - 0.35) ** 2 * 60 + (y + 0.2) ** 2 * 160));
  const mouth = Math.exp(-(x ** 2 * 12 + (y - 0.45) ** 2 * 220));
  const v = shade + texture - 0.6 * eye - 0.35 * mouth;
  return [v, v * 0.8 + 0.1 * mouth, v * 0.65];
}

function crop(side = 128): Crop {
  const rgba = new Float32Array(side * side * 4);
  for (let i = 0; i < side * side; i++) {
    const colour = drawnFace((2 * (i % side)) / side - 1, (2 * Math.floor(i / side)) / side - 1);
    rgba.set([...colour.map((c) => Math.min(1, Math.max(0, c))), 1], i * 4);
  }
  return { side, rgba };
}

function picture(width = 320, height = 240): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = drawnFace((x - 160) / 60, (y - 120) / 60);
      data.set([...colour.map((c) => c * 255), 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

const defaults = (id: Parameters<typeof modeOf>[0]) => completeValues(id, {});

/** Share of the pixels of which every colour is within 2/255 of what it was. */
function unchanged(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  scale: number,
  where: (i: number) => boolean,
): number {
  let same = 0;
  let all = 0;
  for (let i = 0; i < a.length / 4; i++) {
    if (where(i)) {
      all += 1;
      const near = [0, 1, 2].every((c) => Math.abs((a[i * 4 + c] ?? 0) - (b[i * 4 + c] ?? 0)) * scale <= 2);
      same += near ? 1 : 0;
    }
  }
  return same / all;
}

/** The picture moved by 5 pixels each way: what a mode's output meets there, it meets by chance. */
function displaced(data: Float32Array | Uint8ClampedArray, width: number): typeof data {
  const copy = data.slice();
  copy.copyWithin(0, (5 * width + 5) * 4);
  return copy;
}

test.each(modes.map((mode) => [mode.meta.id]))(
  '%s leaves no more of the face alike than chance would',
  (id) => {
    const before = crop();
    const after = { side: 128, rgba: before.rgba.slice() };
    modeOf(id).cpu(after, defaults(id), KEY());
    const inside = (i: number) => i < 120 * 128 && i % 128 < 120;
    const chance = unchanged(displaced(before.rgba, 128), after.rgba, 255, inside);
    expect(chance).toBeLessThan(0.2);
    expect(unchanged(before.rgba, after.rgba, 255, inside)).toBeLessThan(1.3 * chance + 0.01);
    expect(after.rgba.every((v) => Number.isFinite(v) && v >= 0 && v <= 1)).toBe(true);
  },
);

test.each(modes.map((mode) => [mode.meta.id]))(
  '%s: the face box is changed, and outside of cover and feather every pixel is what it was',
  (id) => {
    const raw = picture();
    const face = { box: box<FramePx>(110, 70, 100, 100), roll: 0.3, landmarks: null };
    const cover = coverFor(face, { enlarge: 1.2, feather: 0.2 });
    const [out] = drawViews(raw, [{ covers: [{ cover, mode: id, values: defaults(id) }] }]);
    const at = (i: number) =>
      [(i % 320) + 0.5 - cover.centre.x, Math.floor(i / 320) + 0.5 - cover.centre.y] as const;
    const reach = Math.hypot(cover.width, cover.height) * 0.6 + 1;
    const inBox = (i: number) => i % 320 >= 110 && i % 320 < 210 && i / 320 >= 70 && i / 320 < 170;
    const chance = unchanged(displaced(raw.data, 320), out?.data ?? [], 1, inBox);
    expect(chance).toBeLessThan(0.2);
    expect(unchanged(raw.data, out?.data ?? [], 1, inBox)).toBeLessThan(1.3 * chance + 0.01);
    const outside = (i: number) => Math.hypot(...at(i)) > reach;
    for (let i = 0; i < 320 * 240; i++) {
      if (outside(i)) {
        expect(out?.data[i * 4]).toBe(raw.data[i * 4]);
      }
    }
  },
);

test('a feather never brings back raw pixels inside another cover', () => {
  const raw = picture();
  const cover = (x: number, size: number) =>
    coverFor(
      { box: box<FramePx>(x, 80, size, size), roll: 0, landmarks: null },
      { enlarge: 1.3, feather: 0.5 },
    );
  const covers = [cover(90, 70), cover(140, 60)].map((c) => ({
    cover: c,
    mode: 'mask' as const,
    values: { style: 'white' },
  }));
  const [out] = drawViews(raw, [{ covers }]);
  for (const { cover: c } of covers) {
    for (let y = 0; y < 240; y++) {
      for (let x = 0; x < 320; x++) {
        const u = (x + 0.5 - c.centre.x) / (c.width / 2);
        const v = (y + 0.5 - c.centre.y) / (c.height / 2);
        if (Math.abs(u) ** c.exponent + Math.abs(v) ** c.exponent < 1) {
          expect(out?.data[(y * 320 + x) * 4]).toBe(255);
        }
      }
    }
  }
});

test('four views of one frame share nothing but the frame', () => {
  const raw = picture();
  const cover = coverFor(
    { box: box<FramePx>(110, 70, 100, 100), roll: 0, landmarks: null },
    { enlarge: 1.5, feather: 0.1 },
  );
  const views = (['blur', 'mask', 'edge', 'noise'] as const).map((mode) => ({
    covers: [{ cover, mode, values: defaults(mode) }],
  }));
  const together = drawViews(raw, views);
  const alone = views.map((view) => drawViews(raw, [view])[0]);
  const same = together.map((out, i) => Buffer.from(out.data).equals(Buffer.from(alone[i]?.data ?? [])));
  // Noise is another one each time.
  expect(same).toEqual([true, true, true, false]);
});

test('blur keeps the mean colour of each cell', () => {
  const { rgba } = crop(64);
  const mean = (c: number) => rgba.filter((_, i) => i % 4 === c).reduce((a, b) => a + b, 0) / 4096;
  const before = [0, 1, 2].map(mean);
  modeOf('blur').cpu({ side: 64, rgba }, { cells: 8 }, KEY());
  for (const [c, value] of before.entries()) {
    expect(mean(c)).toBeCloseTo(value, 1);
  }
});

test('noise has the variance it says, mean nothing, and is another one with every key', () => {
  const grey = () => ({ side: 64, rgba: new Float32Array(64 * 64 * 4).fill(0.5) });
  const [a, b, c] = [grey(), grey(), grey()];
  const key = KEY();
  modeOf('noise').cpu(a, { variance: 0.01 }, key);
  modeOf('noise').cpu(b, { variance: 0.01 }, key);
  modeOf('noise').cpu(c, { variance: 0.01 }, KEY());
  expect(a.rgba).toEqual(b.rgba);
  expect(a.rgba).not.toEqual(c.rgba);
  const noise = [...a.rgba].filter((_, i) => i % 4 < 3).map((v) => v - 0.5);
  const mean = noise.reduce((s, v) => s + v, 0) / noise.length;
  const variance = noise.reduce((s, v) => s + v * v, 0) / noise.length;
  expect(Math.abs(mean)).toBeLessThan(0.005);
  expect(variance).toBeGreaterThan(0.009);
  expect(variance).toBeLessThan(0.011);
});

test('ChaCha8 gives the keystream of the published test vector (all-zero key and nonce)', () => {
  const out = new Uint32Array(16);
  chachaBlock(new Uint32Array(8), 0, out);
  const bytes = [...new Uint8Array(out.buffer)].slice(0, 8).map((b) => b.toString(16).padStart(2, '0'));
  expect(bytes.join(' ')).toBe('3e 00 ef 2f 89 5f 40 d6');
});

test('super-pixel paints a few hundred colours at most, one a piece', () => {
  const { rgba } = crop();
  modeOf('super-pixel').cpu({ side: 128, rgba }, { cells: 6, compactness: 20 }, KEY());
  const colours = new Set<string>();
  for (let i = 0; i < rgba.length; i += 4) {
    colours.add([rgba[i], rgba[i + 1], rgba[i + 2]].join());
  }
  expect(colours.size).toBeGreaterThan(10);
  expect(colours.size).toBeLessThanOrEqual(36);
});

test('any values are completed to values within range', () => {
  fc.assert(
    fc.property(fc.constantFrom(...modes), fc.dictionary(fc.string(), fc.anything()), (mode, given) => {
      const values = completeValues(mode.meta.id, given);
      for (const spec of mode.meta.parameters) {
        const value = values[spec.id];
        if (spec.kind === 'number') {
          expect(value).toBeGreaterThanOrEqual(spec.min);
          expect(value).toBeLessThanOrEqual(spec.max);
        } else {
          expect(spec.options.map((o) => o.value)).toContain(value);
        }
      }
      expect(completeValues(mode.meta.id, values)).toEqual(values);
    }),
  );
});

test('every preset is a complete set of values within range', () => {
  for (const { meta } of modes) {
    for (const preset of meta.presets) {
      expect(completeValues(meta.id, preset.values)).toMatchObject(preset.values);
    }
  }
});

test('what a blind mode paints does not depend on the face, in any style', () => {
  const blind = modes.filter((mode) => mode.blind);
  expect(blind.map((mode) => mode.meta.id)).toEqual(['mask']);
  for (const { meta, cpu } of blind) {
    for (const style of meta.parameters.flatMap((p) => (p.kind === 'choice' ? p.options : []))) {
      const painted = [0, 0.7].map((content) => {
        const crop = { side: 64, rgba: new Float32Array(64 * 64 * 4).fill(content) };
        cpu(crop, { style: style.value }, new Uint32Array(8));
        return crop.rgba;
      });
      expect(painted[0]).toEqual(painted[1]);
      expect(painted[0]?.every((value, i) => i % 4 !== 3 || value === 1)).toBe(true);
    }
  }
});

test('the soft oval takes nothing from the crop but mean colours of its rim', () => {
  const { cpu, meta } = modeOf('oval');
  for (const { values } of meta.presets) {
    const given = crop();
    const other = { side: 128, rgba: given.rgba.slice() };
    // Everything but the rim, 8 pixels deep at this size, is another picture; along the rim pixels change places within a mean.
    for (let y = 0; y < 128; y++) {
      for (let x = 0; x < 128; x++) {
        const at = (y * 128 + x) * 4;
        if (x >= 8 && x < 120 && y >= 8 && y < 120) {
          other.rgba.set([1 - (given.rgba[at] ?? 0), 0.3, y / 128], at);
        }
      }
    }
    for (let x = 16; x < 112; x += 2) {
      const at = x * 4;
      other.rgba.set(given.rgba.subarray(at, at + 4), at + 4);
      other.rgba.set(given.rgba.subarray(at + 4, at + 8), at);
    }
    cpu(given, values, KEY());
    cpu(other, values, KEY());
    const most = given.rgba.reduce((worst, v, i) => Math.max(worst, Math.abs(v - (other.rgba[i] ?? 0))), 0);
    expect(most).toBeLessThan(1e-5);
  }
});

test('a fading cover mixes what is drawn with the plain colour, and lets nothing of the face through', () => {
  const cover = coverFor(
    { box: box<FramePx>(110, 70, 100, 100), roll: 0, landmarks: null },
    { enlarge: 1.3, feather: 0.15 },
  );
  const other = picture();
  for (let i = 0; i < other.data.length; i++) {
    other.data[i] = i % 4 === 3 ? 255 : 255 - (other.data[i] ?? 0);
  }
  const middle = (120 * 320 + 160) * 4;
  for (const [plain, expected] of [
    [0, 255],
    [0.5, 127.5 + 25.5],
    [1, 51],
  ] as const) {
    const job = { cover, mode: 'mask' as const, values: { style: 'white' }, plain };
    const red = [picture(), other].map((raw) => drawViews(raw, [{ covers: [job] }])[0]?.data[middle]);
    expect(red[0]).toBe(red[1]);
    expect(Math.abs((red[0] ?? 0) - expected)).toBeLessThanOrEqual(1);
  }
});

test('the modes of networks are those whose metas say so', () => {
  expect(modeMetas.filter(({ kind }) => kind === 'network').map(({ id }) => id)).toEqual([...NETWORK_MODES]);
});
