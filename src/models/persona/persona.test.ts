/** Held to training's reference by the fixture that it writes, step by step. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smoothstep } from '../../base/clamp.ts';
import fixture from '../fixtures/persona.json';
import { decodeWeights, entriesOf } from '../weights.ts';
import { Code, type CodeValues } from './code.ts';
import { CORE, fillAround, RING, surroundingsOf } from './compose.ts';
import { type DrawnFace, FacePainter } from './draw.ts';
import { measureLight } from './light.ts';
import { between, directionOf, outlineOf } from './outline.ts';
import { Strangers, type StrangersMetadata } from './strangers.ts';

const MODELS = join(import.meta.dirname, '../../../public/models');
const manifest = JSON.parse(readFileSync(join(MODELS, 'persona-strangers-8bit.json'), 'utf8'));
const strangers = new Strangers(
  decodeWeights(entriesOf(manifest), readFileSync(join(MODELS, 'persona-strangers-8bit.bin'))),
  manifest.metadata as StrangersMetadata,
);
const painter = new FacePainter(strangers);
const stored = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin));
const { code } = strangers;
const { size } = fixture;

function part(name: 'face' | 'alpha' | 'shown', i: number): Float32Array {
  const { offset, shape } = fixture.parts[name];
  const length = shape.slice(1).reduce((product, side) => product * side, 1);
  return Float32Array.from(
    { length },
    (_, k) => stored.readUInt16LE(offset + 2 * (i * length + k)) / fixture.divideBy,
  );
}

const rawAt = fixture.parts.raw.offset;
const raw = Float32Array.from(stored.subarray(rawAt, rawAt + size * size * 3), (v) => v / 255);

function differences(a: ArrayLike<number>, b: ArrayLike<number>): { mean: number; most: number } {
  const all = Array.from(a, (v, i) => Math.abs(v - (b[i] as number)));
  return {
    mean: all.reduce((sum, v) => sum + v, 0) / all.length,
    most: all.reduce((m, v) => Math.max(m, v), 0),
  };
}

/** As training shows it: what is covered is the drawn face's own outline. */
function compose(raw: Float32Array, face: DrawnFace) {
  const outline = outlineOf(face.mesh, size);
  const rgba = new Float32Array(size * size * 4);
  fillAround(face, surroundingsOf({ size, rgb: raw }, outline), outline, rgba);
  const distance = Float32Array.from({ length: size * size }, (_, p) => {
    const x = ((p % size) + 0.5) / size - outline.x;
    const y = (Math.floor(p / size) + 0.5) / size - outline.y;
    return Math.hypot(x, y) / between(outline.radius, directionOf(x, y));
  });
  const opacity = distance.map((d) => smoothstep((RING - d) / (RING - CORE)));
  const rgb = raw.map((v, i) => {
    const p = Math.floor(i / 3);
    return v + (opacity[p] as number) * ((rgba[p * 4 + (i % 3)] as number) - v);
  });
  return { rgba, rgb, opacity, distance };
}

const drawn = fixture.levels.map((levels, i) => {
  const values = code.dequantise(levels);
  return painter.draw(values, strangers.stranger(values, fixture.personas[i] as number), size);
});

describe.each(fixture.levels.map((levels, i) => ({ i, levels })))('example $i', ({ i, levels }) => {
  test('packs to the same bytes', () => {
    expect(Buffer.from(code.pack(levels)).toString('hex')).toBe(fixture.packed[i]);
    expect(code.quantise(code.dequantise(levels))).toEqual(levels);
  });

  test('has the same mesh', () => {
    fixture.meshes[i]?.forEach((point, k) => {
      point.forEach((v, axis) => {
        expect(drawn[i]?.mesh[k * fixture.meshEvery * 3 + axis]).toBeCloseTo(v, 2);
      });
    });
  });

  test('is drawn and shown alike', () => {
    const face = drawn[i] as DrawnFace;
    expect(differences(face.rgba, part('face', i)).mean).toBeLessThan(0.002);
    const shown = compose(raw, face);
    expect(differences(shown.opacity, part('alpha', i)).most).toBeLessThan(0.01);
    expect(differences(shown.rgb, part('shown', i)).mean).toBeLessThan(0.002);
  });

  test('measures the same light', () => {
    const face = drawn[i] as DrawnFace;
    const [r = 0, g = 0, b = 0, x = 0, y = 0] = fixture.light[i] as number[];
    const light = 0.299 * r + 0.587 * g + 0.114 * b;
    const found = measureLight(raw, size, face.mesh, strangers);
    const wanted = { light, red: r / light, blue: b / light, slope_x: x, slope_y: y };
    for (const [name, value] of Object.entries(wanted)) {
      expect(found[name as keyof typeof found]).toBeCloseTo(value, 2);
    }
  });
});

test('a code holds at most 160 bits, and here 102', () => {
  expect(code.bits).toBe(102);
  const fat = code.fields.map((field) => ({ ...field, bits: 7 }));
  expect(() => new Code(fat)).toThrow('160');
});

test('what covers is made of the code and of colours beyond the ring alone', () => {
  const face = drawn[0] as DrawnFace;
  const { rgba, distance } = compose(raw, face);
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 }),
      (noise) => {
        const other = raw.map((v, i) =>
          (distance[Math.floor(i / 3)] as number) < RING ? (noise[i % 16] as number) : v,
        );
        expect(compose(other, face).rgba).toEqual(rgba);
      },
    ),
    { numRuns: 10 },
  );
  // And of those it is.
  expect(
    compose(
      raw.map((v) => 1 - v),
      face,
    ).rgba,
  ).not.toEqual(rgba);
});

test('values that quantise to the same levels draw the same face', () => {
  const levels = fixture.levels[0] as number[];
  const values = code.dequantise(levels);
  const near = Object.fromEntries(
    code.fields.map(({ name, low, high, bits }) => [
      name,
      values[name as keyof CodeValues] + (0.4 * (high - low)) / (2 ** bits - 1),
    ]),
  ) as unknown as CodeValues;
  expect(code.quantise(near)).toEqual(levels);
});

test('strangers of one group differ, and one number is one stranger', () => {
  const values = code.dequantise(fixture.levels[0] as number[]);
  const [a, b, again] = [0, 1, 0].map((n) => strangers.stranger(values, n));
  expect(a?.texture).toEqual(again?.texture);
  expect(differences(a?.shape ?? [], b?.shape ?? []).mean).toBeGreaterThan(0.001);
});
