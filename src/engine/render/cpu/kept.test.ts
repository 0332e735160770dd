import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FramePx, point } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { CoverJob } from '../../safe/renderer.ts';
import { composite } from './composite.ts';
import { KeptPixels, outermost } from './kept.ts';

const WIDTH = 60;
const HEIGHT = 40;
const raw: Pixels = {
  width: WIDTH,
  height: HEIGHT,
  data: Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i * 7) % 251),
};

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const job = fc
  .record({
    x: number(-20, 80),
    y: number(-20, 60),
    width: number(2, 50),
    height: number(2, 50),
    angle: number(-3, 3),
    feather: number(0, 0.5),
  })
  .map(
    ({ x, y, ...rest }): CoverJob => ({
      cover: { centre: point<FramePx>(x, y), exponent: 2.6, ...rest },
      mode: 'mask',
      values: {},
    }),
  );

function cover(picture: Pixels, jobs: readonly CoverJob[]): void {
  for (const one of jobs) {
    composite(picture, one.cover, { side: 2, rgba: new Float32Array(16).fill(0.5) });
  }
}

test('a picture that is drawn again is what a fresh one would be, and all that changed is named', () => {
  fc.assert(
    fc.property(fc.array(fc.array(job, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rounds) => {
      const kept = new KeptPixels(raw);
      let before = Uint8ClampedArray.from(raw.data);
      for (const jobs of rounds) {
        const fresh = { ...raw, data: Uint8ClampedArray.from(raw.data) };
        cover(fresh, jobs);
        const changed = outermost(kept.restore(raw, jobs));
        cover(kept.picture, jobs);
        expect(Buffer.compare(Buffer.from(kept.picture.data.buffer), Buffer.from(fresh.data.buffer))).toBe(0);
        const [was, is] = [before, fresh.data].map(({ buffer }) => new Uint32Array(buffer));
        for (let i = 0; i < WIDTH * HEIGHT; i++) {
          if (was?.[i] !== is?.[i]) {
            const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
            expect(changed.some((a) => x >= a.left && x < a.right && y >= a.top && y < a.bottom)).toBe(true);
          }
        }
        before = Uint8ClampedArray.from(fresh.data);
      }
    }),
    { numRuns: 60 },
  );
});
