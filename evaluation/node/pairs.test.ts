import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../../cli/headless/errors.ts';
import { parsePairs } from './pairs.ts';

const VIEW_2 = `2\t1
Abel_Pacheco\t1\t4
Abdel_Madi_Shabneh\t1\tDean_Barker\t12
Akhmed_Zakayev\t1\t3
Abdel_Nasser_Assidi\t1\tAl_Davis\t1
`;

test('the ten-fold file: folds, pictures, kinds', () => {
  const { folds, pairs } = parsePairs(VIEW_2);
  expect(folds).toHaveLength(2);
  expect(pairs).toHaveLength(4);
  expect(folds?.[0]).toEqual([
    { first: 'Abel_Pacheco/Abel_Pacheco_0001', second: 'Abel_Pacheco/Abel_Pacheco_0004', same: true },
    {
      first: 'Abdel_Madi_Shabneh/Abdel_Madi_Shabneh_0001',
      second: 'Dean_Barker/Dean_Barker_0012',
      same: false,
    },
  ]);
});

test('the file of view 1 has one number and no folds', () => {
  const { folds, pairs } = parsePairs('1\nA\t1\t2\nA\t1\tB\t1\n');
  expect(folds).toBeNull();
  expect(pairs.map(({ same }) => same)).toEqual([true, false]);
});

test('blanks instead of tabs, Windows line ends, a byte order mark and empty lines do not matter', () => {
  const text = `\uFEFF${VIEW_2.replaceAll('\t', '  ').replaceAll('\n', '\r\n')}\r\n\r\n`;
  expect(parsePairs(text)).toEqual(parsePairs(VIEW_2));
});

test('names with blanks work where the columns are tabs', () => {
  expect(parsePairs('1\nAnna May\t1\t2\nAnna May\t1\tBo\t1').pairs[0]?.first).toBe('Anna May/Anna May_0001');
});

test.each([
  ['', /first line/],
  ['Name\t1\t2\n', /first line/],
  ['0\t300\n', /first line/],
  ['1\t2\t3\n', /first line/],
  ['1\t1\nA\t1\t2\n', /1 lines after it instead of 2/],
  ['1\t1\nA\t1\tB\t2\nA\t1\tB\t1\n', /line 2: here a pair of one person/],
  ['1\t1\nA\t1\t2\nA\t1\t2\n', /line 3: here a pair of two people/],
  ['1\t1\nA\tx\t2\nA\t1\tB\t1\n', /line 2: "x" is no number of a picture/],
  ['1\t1\nA\t0\t2\nA\t1\tB\t1\n', /count from 1/],
  ['1\t1\n../A\t1\t2\nA\t1\tB\t1\n', /no name of a folder/],
])('%j is refused, with the place', (text, words) => {
  expect(() => parsePairs(text, 'p.txt')).toThrow(UsageError);
  expect(() => parsePairs(text, 'p.txt')).toThrow(words);
});

test('what is written in the format is read back', () => {
  const person = fc.stringMatching(/^[A-Z][a-z_]{0,8}$/);
  const number = fc.integer({ min: 1, max: 9999 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(person, number, person, number), { minLength: 1, maxLength: 5 }),
      (folds, rows) => {
        const fold = [...rows.map(([a, i, , j]) => `${a}\t${i}\t${j}`), ...rows.map((row) => row.join('\t'))];
        const parsed = parsePairs([`${folds}\t${rows.length}`, ...Array(folds).fill(fold).flat()].join('\n'));
        expect(parsed.folds?.flat()).toEqual(parsed.pairs);
        expect(parsed.pairs.filter(({ same }) => same)).toHaveLength(folds * rows.length);
        const [a, i] = rows[0] as (typeof rows)[0];
        expect(parsed.pairs[0]?.first).toBe(`${a}/${a}_${String(i).padStart(4, '0')}`);
      },
    ),
  );
});
