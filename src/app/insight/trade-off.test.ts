import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countMatches, errorOf, nameOf, parsePublished, sessionError } from './trade-off.ts';

const POINT = {
  mode: 'blur',
  label: 'Blur 8 × 8',
  verification: { rawRaw: 98, rawAnonymised: 61, anonymisedAnonymised: 70 },
  mAP: null,
  source: 'docs/results.md',
};

describe('published points', () => {
  test.each([
    ['Blur 8×8 (ours)', 'Blur', 'Unscharf', 'Unscharf 8×8, Guise'],
    ['Ours (paper)', 'Learned', 'Gelernt', 'Gelernt, Ren, Lee and Ryoo 2018'],
    ['Masked (paper)', 'Mask', 'Maske', 'Maske, Ren, Lee and Ryoo 2018'],
    ['Un-anonymized (paper)', 'None', 'None', 'None, Ren, Lee and Ryoo 2018'],
    ['Learned', 'Learned', 'Gelernt', 'Gelernt'],
    ['Something else', 'Blur', 'Blur', 'Something else'],
  ])('%s: whose figures they are is said by name', (label, english, here, name) => {
    expect(nameOf({ label }, { english, here })).toBe(name);
  });

  test('are read as they are', () => {
    expect(parsePublished({ points: [POINT] })).toEqual([POINT]);
  });

  test('keep what is usable of nonsense', () => {
    expect(parsePublished({ points: [{ ...POINT, mAP: 'x', verification: { rawRaw: 120 } }] })).toEqual([
      {
        ...POINT,
        mAP: null,
        verification: { rawRaw: null, rawAnonymised: null, anonymisedAnonymised: null },
      },
    ]);
    fc.assert(
      fc.property(fc.anything(), (given) => {
        expect(parsePublished({ points: [given] }).length).toBeLessThanOrEqual(1);
        expect(parsePublished(given)).toEqual([]);
      }),
    );
  });

  test('error is what accuracy lacks; raw pictures are compared with raw ones', () => {
    const [blur] = parsePublished({ points: [POINT] });
    const [none] = parsePublished({ points: [{ ...POINT, mode: 'none' }] });
    if (!blur || !none) throw new Error('not parsed');
    expect(errorOf(blur, 'anonymisedAnonymised')).toBe(30);
    expect(errorOf(blur, 'rawAnonymised')).toBe(39);
    expect(errorOf(none, 'rawAnonymised')).toBe(2);
    expect(
      errorOf({ ...blur, verification: { ...blur.verification, rawAnonymised: null } }, 'rawAnonymised'),
    ).toBeNull();
  });
});

describe('the session as a point', () => {
  test('never recognised is a recogniser that guesses, always recognised is one that is right', () => {
    expect(sessionError({ readings: 20, matched: 0 }, 0)).toBe(50);
    expect(sessionError({ readings: 20, matched: 20 }, 0)).toBe(0);
    expect(sessionError({ readings: 4, matched: 1 }, 0.01)).toBeCloseTo(38);
    expect(sessionError({ readings: 0, matched: 0 }, 0.01)).toBeNull();
  });

  test('readings with nothing measured do not count', () => {
    expect(countMatches([0.9, null, 0.2, 0.5], [0.5, 0.5, 0.5, null])).toEqual({ readings: 2, matched: 1 });
  });
});
