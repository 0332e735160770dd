import { expect, test } from 'vitest';
import { facesWords } from './faces-markdown.ts';
import { facesReport, type PictureEntry } from './faces-report.ts';
import { parsePairs } from './pairs.ts';

const PEOPLE = ['A', 'B', 'C', 'D'];
/** Four people with two pictures each; two folds of two pairs of each kind. */
const pairs = parsePairs(
  [
    '2\t2',
    'A\t1\t2',
    'B\t1\t2',
    'A\t1\tB\t1',
    'B\t2\tC\t1',
    'C\t1\t2',
    'D\t1\t2',
    'C\t1\tD\t1',
    'D\t2\tA\t2',
  ].join('\n'),
);

const found: PictureEntry = {
  size: 1,
  width: 250,
  height: 250,
  faces: [{ x: 80, y: 80, width: 90, height: 90, score: 0.9, verdict: 'confirmed' }],
  subject: 0,
  covered: 'faces',
  reason: 'faces',
};
const pictures = new Map<string, PictureEntry>(
  PEOPLE.flatMap((name) => [1, 2].map((i) => [`${name}/${name}_000${i}`, found] as const)),
);

/** Raw pictures: everyone points into a direction of their own. Variant 0 leaves it so, variant 1 makes everyone the same. */
function embeddings(variant: number, picture: string): Float32Array | null {
  const entry = pictures.get(picture);
  if (!entry || 'broken' in entry) {
    return null;
  }
  const vector = new Float32Array(4);
  vector[variant === 1 ? 0 : PEOPLE.indexOf(picture[0] as string)] = 1;
  return vector;
}

const results = {
  images: 'faces',
  pairsFile: 'pairs.txt',
  engine: 'abc',
  pairs,
  variants: [
    { id: 'blur:cells=32', label: 'Blur', mode: 'blur' },
    { id: 'mask:style=black', label: 'Mask', mode: 'mask' },
  ],
  pictures,
  missing: [],
  failed: [],
  recognisers: [{ id: 'r', label: 'R', embeddings }],
};

test('people who are always, and who are never, recognised', () => {
  const [recogniser] = facesReport(results).recognisers;
  expect(recogniser?.rawRaw?.accuracy).toBe(1);
  const [blur, mask] = recogniser?.modes ?? [];
  expect(blur?.rawAnonymised?.accuracy).toBe(1);
  expect(blur?.stillRecognised).toBe(1);
  expect(mask?.anonymisedAnonymised?.accuracy).toBe(0.5);
  expect(mask?.anonymisedAnonymised?.areaUnder).toBe(0.5);
  // Of the four pairs of one person only those of A have a raw picture that looks like the masked one.
  expect(mask?.stillRecognised).toBe(0.25);
});

test('missed faces are counted and named, and pairs with them still count', () => {
  const some = new Map(pictures);
  some.set('A/A_0001', { ...found, covered: 'whole', reason: 'no-face', faces: [], subject: -1 });
  some.set('B/B_0001', { ...found, subject: -1 });
  const report = facesReport({ ...results, pictures: some });
  expect(report.detection).toMatchObject({
    covered: 6,
    whole: [{ file: 'A/A_0001', why: 'no-face' }],
    elsewhere: [{ file: 'B/B_0001', why: '1 found, none in the middle' }],
    missedShare: 0.25,
  });
  expect(report.pairs).toEqual({ same: 4, different: 4, notScored: 0 });
  const figures = report.recognisers[0]?.rawRaw;
  expect(figures?.pairs).toBe(8);
  // All but the four pairs that A_0001 or B_0001 is in.
  expect(figures?.foundOnly?.pairs).toBe(5);
});

test('pairs with a picture that is broken or missing are not scored, and it is said', () => {
  const some = new Map(pictures);
  some.set('A/A_0001', { size: 0, broken: 'The file is empty.' });
  some.delete('D/D_0001');
  const report = facesReport({
    ...results,
    pictures: some,
    missing: ['D/D_0001'],
    failed: [{ file: 'E/E_0001', why: 'crash' }],
    recognisers: [
      {
        id: 'r',
        label: 'R',
        embeddings: (variant: number, name: string) =>
          name === 'A/A_0001' || name === 'D/D_0001' ? null : embeddings(variant, name),
      },
    ],
  });
  expect(report.pairs.notScored).toBe(4);
  expect(report.recognisers[0]?.rawRaw?.pairs).toBe(4);
  const words = facesWords(report, 'npm run evaluate');
  expect(words).toContain('- A/A_0001: The file is empty.');
  expect(words).toContain('- D/D_0001: missing');
  expect(words).toContain('- E/E_0001: crash');
  expect(words).toContain('4 pairs could not be scored');
});

test('too few pairs give no figure rather than a wrong one', () => {
  const few = parsePairs('1\t1\nA\t1\t2\nA\t1\tB\t1');
  const report = facesReport({ ...results, pairs: few });
  expect(report.recognisers[0]?.rawRaw).toBeNull();
  expect(facesWords(report, 'x')).toContain('| Blur | – | – | – | 100.0 % |');
});
