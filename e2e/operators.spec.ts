/** Operators with gradients on tfjs's backends in the browser; WebGPU's shaders are compared with the reference. */
import type { Page } from '@playwright/test';
import type { OperatorsHarness, SampleSize } from './harness/operators.ts';
import { expect, test } from './support/test.ts';

type Global = { operatorsHarness: OperatorsHarness };

test.beforeEach(async ({ page }) => {
  await page.goto('/e2e/harness/operators.html');
});

test.afterEach(async ({ page }) => {
  const complaints = await page.evaluate(() =>
    (globalThis as unknown as Global).operatorsHarness.complaints(),
  );
  expect(complaints, 'the graphics device has nothing to complain about').toEqual([]);
});

const use = (page: Page, name: 'cpu' | 'wasm' | 'webgpu') =>
  page.evaluate((name) => (globalThis as unknown as Global).operatorsHarness.use(name), name);

test('the sampler and its gradients are those of PyTorch', async ({ page }, info) => {
  await use(page, info.project.name === 'webgpu' ? 'webgpu' : 'wasm');
  const cases = await page.evaluate(() => (globalThis as unknown as Global).operatorsHarness.fixtures());
  expect(cases).toHaveLength(8);
  for (const { name, differences } of cases) {
    expect(Math.max(...differences), `${name}: ${differences}`).toBeLessThan(2e-5);
  }
});

test('shaders agree with the reference, also where many positions read one pixel', {
  tag: '@webgpu',
}, async ({ page }) => {
  const sizes: SampleSize[] = [
    { image: [2, 33, 21, 3], grid: [2, 17, 19, 2], reach: 1.3 },
    // All positions on a few pixels: the atomic additions meet.
    { image: [1, 3, 2, 4], grid: [1, 40, 40, 2], reach: 0.9 },
    // More values than one row of workgroups may have.
    { image: [1, 64, 64, 1], grid: [1, 2100, 2050, 2], reach: 1 },
  ];
  for (const [i, size] of sizes.entries()) {
    for (const padding of ['zeros', 'border'] as const) {
      const off = await page.evaluate(
        ([size, padding]) =>
          (globalThis as unknown as Global).operatorsHarness.compare(size, { padding, alignCorners: false }),
        [size, padding] as const,
      );
      const [output, byImage, byGrid] = off;
      expect({ i, padding, output, byImage }).toEqual({ i, padding, output: 0, byImage: 0 });
      // On a pixel's centre the derivative jumps, and rounding decides on which side a position lies.
      expect(byGrid).toBeLessThan(1e-4);
    }
  }
});

test('the gradient of every layer of the modifier is that of the reference', {
  tag: '@webgpu',
}, async ({ page }) => {
  const { off, compared } = await page.evaluate(() =>
    (globalThis as unknown as Global).operatorsHarness.modifierGradients(),
  );
  expect(off).toEqual([]);
  expect(compared).toBeGreaterThan(60);
});

test('tensors do not grow', async ({ page }, info) => {
  await use(page, info.project.name === 'webgpu' ? 'webgpu' : 'wasm');
  expect(await page.evaluate(() => (globalThis as unknown as Global).operatorsHarness.growth(20))).toBe(0);
});
