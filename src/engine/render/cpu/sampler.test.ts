import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type Pixels, sampleCrop } from '../../../base/sample.ts';
import { Sampler } from './sampler.ts';

const WIDTH = 70;
const HEIGHT = 50;
const frame: Pixels = {
  width: WIDTH,
  height: HEIGHT,
  data: Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i * 97 + (i >> 6)) % 256),
};
const place = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const grids = fc.record({
  x0: place(120),
  y0: place(90),
  xs: place(160),
  ys: place(160),
  xt: place(160),
  yt: place(160),
});

test('the kernel samples what plain TypeScript samples, however the crop lies, also beside the frame', () => {
  const sampler = new Sampler();
  fc.assert(
    fc.property(grids, fc.constantFrom(16, 64), (grid, side) => {
      const wanted = sampleCrop(frame, grid, side).rgba;
      const { rgba } = sampler.sample(frame, grid, side, new Float32Array(side * side * 4).fill(7));
      const apart = rgba.map((value, i) => Math.abs(value - (wanted[i] as number)));
      expect(Math.max(...apart)).toBeLessThan(1e-4);
    }),
    { numRuns: 80 },
  );
});

test('without SIMD, and of a part that is too large to copy, the same is sampled', () => {
  const large = { width: 1500, height: 1000, data: new Uint8ClampedArray(1500 * 1000 * 4).fill(51) };
  const all = { x0: 0, y0: 0, xs: 1500, ys: 0, xt: 0, yt: 1000 };
  const { rgba } = new Sampler().sample(large, all, 16, new Float32Array(16 * 16 * 4));
  expect(rgba).toEqual(sampleCrop(large, all, 16).rgba);
  vi.spyOn(console, 'info').mockReturnValue();
  vi.spyOn(WebAssembly, 'Module').mockImplementation(() => {
    throw new Error('no SIMD');
  });
  const grid = { x0: 5.3, y0: 4.1, xs: 30, ys: 2, xt: -2, yt: 30 };
  expect(new Sampler().sample(frame, grid, 16, new Float32Array(16 * 16 * 4)).rgba).toEqual(
    sampleCrop(frame, grid, 16).rgba,
  );
  vi.restoreAllMocks();
});
