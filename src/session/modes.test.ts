import { expect, test } from 'vitest';
import { anotherFace, modeEntry } from './modes.ts';

const mask = modeEntry('mask').meta;

test('another face is another one, of those that the mode has', () => {
  const values = { mask: { style: 'figure', tone: 'sand', look: 'calm' } };
  const draw = mask && anotherFace(mask, { values });
  const seen = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const face = draw?.().values?.mask ?? {};
    expect(face).not.toEqual(values.mask);
    seen.add(`${face.tone} ${face.look}`);
  }
  // Six colours, three looks, without the one that is there.
  expect(seen.size).toBe(17);
});

test('there is none where nothing is drawn by lot', () => {
  expect(
    mask && anotherFace(mask, { values: { mask: { style: 'black', tone: 'sand', look: 'calm' } } }),
  ).toBeNull();
  for (const mode of ['blur', 'learned', 'oval'] as const) {
    const { meta } = modeEntry(mode);
    expect(meta && anotherFace(meta, { values: {} })).toBeNull();
  }
});
