import { describe, expect, test } from 'vitest';
import manifest from '../../../public/models/persona-strangers-8bit.json';
import frames from '../fixtures/persona-usual.json';
import { Code, type CodeValues, EXPRESSION, FIELD_NAMES, type FieldName, GROUP } from './code.ts';
import { PersonaTrack } from './track.ts';
import { Usual } from './usual.ts';

const code = new Code(manifest.metadata.code.fields);
const FRAME = 33_333;
const named = (values: readonly number[]) =>
  Object.fromEntries(FIELD_NAMES.map((name, i) => [name, values[i]])) as unknown as CodeValues;
const face = (values: Partial<CodeValues> = {}): CodeValues => ({
  ...named(FIELD_NAMES.map(() => 0)),
  scale: 1,
  light: 0.6,
  red: 1.2,
  blue: 0.7,
  age: 40,
  ...values,
});
const levelOf = (levels: readonly number[], name: FieldName) => levels[FIELD_NAMES.indexOf(name)] as number;

test('what is usual is what training takes it for', () => {
  const usual = new Usual();
  for (const { values, relative } of frames) {
    usual.see(named(values));
    const found = usual.relative(named(values));
    FIELD_NAMES.forEach((name, i) => {
      expect(found[name], name).toBeCloseTo(relative[i] as number, 9);
    });
  }
});

test('what a face shows all the time is taken out of it: expression, place and size; an open mouth stays open', () => {
  const usual = new Usual();
  const still = face({ smile: 0.2, mouth_open: 0.3, x: 0.2, scale: 1.1, yaw: 0.4 });
  for (let i = 0; i < 2000; i++) {
    usual.see(still);
  }
  const seen = usual.relative(still);
  for (const name of ['x', 'y', ...EXPRESSION.filter((name) => name !== 'mouth_open')] as const) {
    expect(Math.abs(seen[name]), name).toBeLessThan(0.02);
  }
  expect(seen.scale).toBeCloseTo(1, 2);
  expect([seen.mouth_open, seen.yaw]).toEqual([0.3, 0.4]);
});

describe('a track', () => {
  test('gives a single picture its own levels', () => {
    const values = face({ yaw: 0.3, mouth_open: 0.4, male: 0.9, age: 58 });
    const levels = new PersonaTrack(code).levelsAt(values, 5);
    const told = code.dequantise(levels);
    expect(told.yaw).toBeCloseTo(0.3, 1);
    expect(told.mouth_open).toBeCloseTo(0.4, 1);
    expect([told.male, told.age]).toEqual([1, 58]);
  });

  test('gives a frame that comes again the same levels, and learns nothing from it or from earlier ones', () => {
    const [one, other] = [new PersonaTrack(code), new PersonaTrack(code)];
    const at = (i: number) => face({ smile: 0.1 * Math.sin(i), brow_left: 0.1 });
    for (let i = 0; i < 100; i++) {
      const levels = one.levelsAt(at(i), i * FRAME);
      expect(one.levelsAt(face({ smile: -0.2, male: 1 }), i * FRAME)).toBe(levels);
      other.levelsAt(at(i), i * FRAME);
    }
    for (let i = 0; i < 50; i++) {
      one.levelsAt(face({ brow_left: -0.1 }), i * FRAME);
    }
    one.levelsAt(at(99), 99 * FRAME);
    expect(one.levelsAt(at(100), 200 * FRAME)).toEqual(other.levelsAt(at(100), 200 * FRAME));
  });

  test('does not flicker where a value shivers about a border, and follows where it moves', () => {
    const track = new PersonaTrack(code);
    const { low, high, bits } = code.fields[0] as (typeof code.fields)[number];
    const step = (high - low) / (2 ** bits - 1);
    const border = low + 70.5 * step;
    const seen = new Set<number>();
    for (let i = 0; i < 100; i++) {
      seen.add(
        levelOf(track.levelsAt(face({ yaw: border + (i % 2 ? 0.2 : -0.2) * step }), i * FRAME), 'yaw'),
      );
    }
    expect(seen.size).toBe(1);
    for (let i = 100; i < 110; i++) {
      seen.add(levelOf(track.levelsAt(face({ yaw: border + 4.5 * step }), i * FRAME), 'yaw'));
    }
    expect(Math.max(...seen)).toBeGreaterThanOrEqual(74);
  });

  test('keeps the group that it has after two seconds, and averages it before', () => {
    const track = new PersonaTrack(code);
    let levels: readonly number[] = [];
    for (let i = 0; i < 100; i++) {
      levels = track.levelsAt(face({ male: i % 4 ? 0.9 : 0.1, age: 50 + (i % 2 ? 15 : -15) }), i * FRAME);
    }
    const own = GROUP.map((name) => levelOf(levels, name));
    expect([own[0], code.dequantise(levels).age]).toEqual([1, 48]);
    for (let i = 0; i < 300; i++) {
      levels = track.levelsAt(face({ male: 0, age: 10 }), (i + 1000) * FRAME);
    }
    expect(GROUP.map((name) => levelOf(levels, name))).toEqual(own);
  });
});
