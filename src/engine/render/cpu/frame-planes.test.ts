import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FramePx, point } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import { completeValues } from '../../modes/metas.ts';
import type { CoverJob, ViewJob } from '../../safe/renderer.ts';
import { areaTouched } from './composite.ts';
import { rowsRead } from './frame-planes.ts';
import { drawViews } from './renderer.ts';

const WIDTH = 48;
const HEIGHT = 96;
const raw: Pixels = {
  width: WIDTH,
  height: HEIGHT,
  data: Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 7) % 251)),
};

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const job = fc
  .record({
    mode: fc.constantFrom('mask' as const, 'blur' as const, 'super-pixel' as const, 'edge' as const),
    x: number(-30, WIDTH + 30),
    y: number(-60, HEIGHT + 60),
    width: number(2, 70),
    height: number(2, 70),
    angle: number(-3, 3),
    feather: number(0, 0.5),
  })
  .map(({ mode, x, y, ...rest }): CoverJob => {
    const cover = { centre: point<FramePx>(x, y), exponent: 2.6, ...rest };
    return { cover, mode, values: completeValues(mode, {}) };
  });
const views = fc.array(fc.record({ covers: fc.array(job, { maxLength: 3 }) }), {
  minLength: 1,
  maxLength: 2,
});

test('covers are drawn the same from the rows that are copied, whatever is in the others', () => {
  let spared = 0;
  fc.assert(
    fc.property(views, (jobs: ViewJob[]) => {
      const rows = rowsRead(jobs, WIDTH, HEIGHT);
      expect(rows).not.toBeNull();
      const { top, bottom } = rows as { top: number; bottom: number };
      expect([top % 2, bottom % 2, top >= 0, bottom > top, bottom <= HEIGHT]).toEqual([
        0,
        0,
        true,
        true,
        true,
      ]);
      spared += top + HEIGHT - bottom;
      const part = { ...raw, data: new Uint8ClampedArray(raw.data.length).fill(77) };
      part.data.set(raw.data.subarray(top * WIDTH * 4, bottom * WIDTH * 4), top * WIDTH * 4);
      const whole = drawViews(raw, jobs);
      drawViews(part, jobs).forEach((picture, view) => {
        for (const { cover } of jobs[view]?.covers ?? []) {
          const area = areaTouched(cover, WIDTH, HEIGHT);
          for (let y = area.top; y < area.bottom; y++) {
            const [from, to] = [(y * WIDTH + area.left) * 4, (y * WIDTH + area.right) * 4];
            const [own, expected] = [picture, whole[view] as Pixels].map(({ data }) =>
              to > from ? [...data.subarray(from, to)] : [],
            );
            expect(own).toEqual(expected);
          }
        }
      });
    }),
    { numRuns: 60 },
  );
  expect(spared).toBeGreaterThan(0);
});

test('a network is given the whole frame', () => {
  const cover = { centre: point<FramePx>(20, 20), width: 10, height: 10, angle: 0, feather: 0, exponent: 2 };
  expect(rowsRead([{ covers: [{ cover, mode: 'learned', values: {} }] }], WIDTH, HEIGHT)).toBeNull();
});
