import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FramePx, point } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import { completeValues } from '../../modes/metas.ts';
import type { CoverJob, ViewJob } from '../../safe/renderer.ts';
import { copyAreas } from './composite.ts';
import { areaWritten, partsRead } from './frame-planes.ts';
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
const views = fc.array(fc.record({ covers: fc.array(job, { maxLength: 12 }) }), {
  minLength: 1,
  maxLength: 2,
});

test('covers are drawn the same from the parts that are copied, whatever is elsewhere', () => {
  let spared = 0;
  fc.assert(
    fc.property(views, (jobs: ViewJob[]) => {
      const parts = partsRead(jobs, WIDTH, HEIGHT);
      const part = { ...raw, data: new Uint8ClampedArray(raw.data.length).fill(77) };
      for (const area of parts ?? []) {
        const { left, top, right, bottom } = area;
        expect([left % 2, top % 2, right % 2, bottom % 2]).toEqual([0, 0, 0, 0]);
        expect([
          left >= 0,
          top >= 0,
          right > left,
          bottom > top,
          right <= WIDTH,
          bottom <= HEIGHT,
        ]).not.toContain(false);
      }
      // No pixel is copied twice: two copies may differ at their borders, where chroma lies between two.
      const copied = (parts ?? []).reduce(
        (sum, { left, top, right, bottom }) => sum + (right - left) * (bottom - top),
        0,
      );
      copyAreas(raw, part, parts ?? []);
      expect(part.data.filter((level, i) => i % 4 === 3 && level === 255).length).toBe(copied);
      spared += part.data.filter((level) => level === 77).length;
      const whole = drawViews(raw, jobs);
      drawViews(part, jobs).forEach((picture, view) => {
        for (const { cover } of jobs[view]?.covers ?? []) {
          const area = areaWritten(cover, WIDTH, HEIGHT);
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
  expect(partsRead([{ covers: [{ cover, mode: 'learned', values: {} }] }], WIDTH, HEIGHT)).toBeNull();
});
