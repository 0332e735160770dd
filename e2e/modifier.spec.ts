/** The modifier's executors against each other, and learned faces in both renderers: small networks, drawn pictures. */
import type { Page } from '@playwright/test';
import type { FacePlace, ModifierHarness } from './harness/modifier.ts';
import { expect, test } from './support/test.ts';

type Harnessed = { modifierHarness: ModifierHarness };

let webgpu = false;

test.beforeEach(async ({ page }, info) => {
  webgpu = info.project.name === 'webgpu';
  await page.goto('/e2e/harness/modifier.html');
  await page.waitForFunction(() => 'modifierHarness' in globalThis);
});

test.afterEach(async ({ page }) => {
  // A shader that is wrong, or a binding, does not throw.
  const errors = await page.evaluate(() => (globalThis as unknown as Harnessed).modifierHarness.errors);
  expect(errors).toEqual([]);
});

function network(page: Page, hyper: Parameters<ModifierHarness['network']>[0], counts: number[]) {
  return page.evaluate(
    ([hyper, counts]) => (globalThis as unknown as Harnessed).modifierHarness.network(hyper, counts),
    [hyper, counts] as const,
  );
}

test('the WGSL kernels give what tfjs gives, for one picture and for more, whatever came before', async ({
  page,
}) => {
  test.skip(!webgpu);
  expect(await network(page, { width: 8, blocks: 2, side: 32 }, [1, 3, 2])).toBeLessThan(1e-3);
  // Three fours of channels at the narrowest, and no block at all.
  expect(await network(page, { width: 12, blocks: 0, side: 16 }, [2])).toBeLessThan(1e-3);
});

test('with the real weights too', async ({ page }) => {
  test.skip(!webgpu);
  expect(await network(page, null, [1])).toBeLessThan(1e-3);
});

test('the WebAssembly kernels give what tfjs gives, in every build that the browser takes', async ({
  page,
}) => {
  test.skip(webgpu);
  for (const hyper of [{ width: 12, blocks: 2, side: 40 }, null]) {
    const found = await page.evaluate(
      (hyper) => (globalThis as unknown as Harnessed).modifierHarness.wasm(hyper),
      hyper,
    );
    expect(Object.keys(found)).toEqual(['relaxed', 'plain']);
    for (const [build, difference] of Object.entries(found)) {
      expect(difference, build).toBeLessThan(1e-3);
    }
  }
});

test('helpers in workers make of a batch what one modifier makes alone, to the bit', async ({ page }) => {
  test.skip(webgpu);
  const found = await page.evaluate(() =>
    (globalThis as unknown as Harnessed).modifierHarness.crew(2, [1, 2, 3, 8]),
  );
  // One helper has a share of two pictures, both of three and of eight.
  expect(found).toEqual({ difference: 0, shared: 5 });
});

const SCENES: Readonly<Record<string, FacePlace[]>> = {
  'one face': [{ x: 80, y: 60, side: 70, angle: 0.4 }],
  'at the border, small and large': [
    { x: 4, y: 110, side: 60, angle: -1.2 },
    { x: 130, y: 20, side: 14, angle: 0 },
    { x: 90, y: 70, side: 150, angle: 3 },
  ],
  'overlapping, one of them masked': [
    { x: 60, y: 60, side: 70, angle: 0 },
    { x: 85, y: 62, side: 90, angle: 0.2 },
    { x: 110, y: 40, side: 50, angle: 0, mode: 'mask' },
  ],
};

test('both renderers draw the same learned faces, and nothing is read back from the GPU', async ({
  page,
}) => {
  test.skip(!webgpu);
  test.slow();
  for (const [name, faces] of Object.entries(SCENES)) {
    // The second frame has a memory of the first.
    const found = await page.evaluate(
      (faces) => (globalThis as unknown as Harnessed).modifierHarness.renderers(faces, 2),
      faces,
    );
    for (const { max, mean, changed } of found) {
      expect(mean, name).toBeLessThan(0.5);
      // A pixel on the very border between two overlapping faces may fall to either.
      expect(max, name).toBeLessThan(faces.length > 1 ? 80 : 7);
      expect(changed, name).toBeGreaterThan(0.05);
    }
  }
  const found = await page.evaluate(() => (globalThis as unknown as Harnessed).modifierHarness.readbacks(3));
  expect(found).toEqual({ calls: [], frames: 3 });
});

test('no buffer, texture or memory is left behind over 500 frames', async ({ page }) => {
  test.slow();
  const kind = webgpu ? 'webgpu' : 'cpu';
  expect(
    await page.evaluate(
      (kind) => (globalThis as unknown as Harnessed).modifierHarness.growth(kind, 500),
      kind as 'cpu' | 'webgpu',
    ),
  ).toBe(0);
});
