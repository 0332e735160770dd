import { expect, test } from 'vitest';
import { modeMetas } from '../src/engine/modes/metas.ts';
import { allVariants, parseVariants } from './variants.ts';

test('a mode alone takes its defaults', () => {
  expect(parseVariants('blur')).toEqual([
    { id: 'blur:cells=8', label: 'Blur 8 × 8', mode: 'blur', values: { cells: 8 } },
  ]);
});

test('parameters, blanks, and the same thing named twice', () => {
  const found = parseVariants('noise:variance=0.3, mask:style=black,,blur:cells=8,blur');
  expect(found.map(({ id }) => id)).toEqual(['noise:variance=0.3', 'mask:style=black', 'blur:cells=8']);
  expect(found.map(({ label }) => label)).toEqual(['Noise σ² 0.3', 'Mask Black', 'Blur 8 × 8']);
});

test.each([
  ['', /names no mode/],
  ['pixelate', /no mode "pixelate".*blur/],
  ['blur:size=3', /no parameter "size"; it has cells/],
  ['blur:cells=900', /from 2 to 32, not "900"/],
  ['blur:cells=', /from 2 to 32/],
  ['blur:cells', /from 2 to 32/],
  ['mask:style=pink', /one of figure, slate/],
])('%j is refused with what there is', (list, words) => {
  expect(() => parseVariants(list)).toThrow(words);
});

test('all variants: every mode, each id once, and every id is read back as itself', () => {
  const all = allVariants();
  expect(new Set(all.map(({ mode }) => mode))).toEqual(new Set(modeMetas.map(({ id }) => id)));
  expect(parseVariants(all.map(({ id }) => id).join(','))).toEqual(all);
});
