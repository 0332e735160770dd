/** What a covered face lets through: the levels of its code, and colours from beyond the ring. With the shipped weights. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generator } from '../modifier/random.ts';
import { storedPersona } from '../testing/stored-persona.ts';
import { MOST_BITS } from './code.ts';
import { CORE, RING } from './compose.ts';
import { createPersona, type Persona, type PersonaOrder } from './persona.ts';
import { RAW_SIDE } from './weights.ts';

const SIDE = 128;
const EGG = { x: 0.52, y: 0.49, width: 0.57, height: 0.74, exponent: 2.3 } as const;
const persona = await createPersona(storedPersona());

/** Something like skin with grain, darker to one side. */
const raw = Float32Array.from({ length: RAW_SIDE * RAW_SIDE * 3 }, (_, i) => {
  const p = Math.floor(i / 3);
  const shade = 1 - 0.3 * ((p % RAW_SIDE) / RAW_SIDE);
  return shade * ([0.62, 0.47, 0.38][i % 3] as number) + 0.02 * Math.sin(p * 12.9898);
});

/** In shares of the egg: how far out a raw pixel lies. */
function distanceOf(p: number): number {
  const x = (((p % RAW_SIDE) + 0.5) / RAW_SIDE - EGG.x) / (EGG.width / 2);
  const y = ((Math.floor(p / RAW_SIDE) + 0.5) / RAW_SIDE - EGG.y) / (EGG.height / 2);
  return (Math.abs(x) ** EGG.exponent + Math.abs(y) ** EGG.exponent) ** (1 / EGG.exponent);
}

/** The same frame with another face: every pixel that is not beyond the ring is changed. */
function withFace(change: (value: number, i: number) => number): Float32Array {
  return raw.map((value, i) =>
    distanceOf(Math.floor(i / 3)) < (RING / CORE) * 0.995 ? change(value, i) : value,
  );
}

function drawn(of: (persona: Persona, into: Float32Array) => void): Float32Array {
  const into = new Float32Array(SIDE * SIDE * 4).fill(Number.NaN);
  of(persona, into);
  return into;
}

/** Byte for byte. */
const same = (a: Float32Array, b: Float32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

let track = 0;
const order = (face: Float32Array, own = ++track): PersonaOrder => ({
  track: own,
  timestamp: 1,
  raw: face,
  egg: EGG,
  side: SIDE,
  key: 5,
});

test('at most 160 bits go from a face to what covers it', () => {
  expect(persona.bits).toBeLessThanOrEqual(MOST_BITS);
  expect(persona.bits).toBeGreaterThan(50);
});

test('whatever is in the core and the ring: under one code the same is drawn', () => {
  const levels = Array.from({ length: 26 }, (_, i) => i % 2);
  const own = ++track;
  const wanted = drawn((one, into) => one.paint(levels, order(raw, own), into));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const chance = generator(seed);
      const face = withFace(chance);
      expect(
        same(
          drawn((one, into) => one.paint(levels, order(face, own), into)),
          wanted,
        ),
      ).toBe(true);
    }),
    { numRuns: 8 },
  );
  const other = [...levels];
  other[0] = 5;
  expect(
    same(
      drawn((one, into) => one.paint(other, order(raw, own), into)),
      wanted,
    ),
  ).toBe(false);
});

test('two faces that quantise to one code are covered alike, by the whole way from the raw crop', async () => {
  const other = await createPersona(storedPersona());
  const own = order(raw);
  const wanted = drawn((one, into) => one.draw(own, into));
  // Grain so fine that no level changes; and not so fine.
  const alike = (size: number) => withFace((v, i) => v + ((i % 7) - 3) * size);
  const first = drawn((_, into) => other.draw({ ...own, raw: alike(1e-5) }, into));
  expect(same(first, wanted)).toBe(true);
  expect(
    same(
      drawn((_, into) => other.draw({ ...own, raw: alike(0.3), timestamp: 2 }, into)),
      wanted,
    ),
  ).toBe(false);
});

test('a face in another light is drawn in that light', () => {
  const mean = (face: Float32Array) => {
    const picture = drawn((it, into) => it.draw(order(face), into));
    const at = ((SIDE * 0.55) | 0) * SIDE + SIDE / 2;
    return (picture[at * 4] as number) + (picture[at * 4 + 1] as number) + (picture[at * 4 + 2] as number);
  };
  expect(mean(raw.map((v) => v * 0.4))).toBeLessThan(0.7 * mean(raw));
});

test('a face of which the encoder can tell nothing is refused', () => {
  expect(() => drawn((it, into) => it.draw(order(raw.map(() => Number.NaN)), into))).toThrow(RangeError);
});
