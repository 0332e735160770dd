/** The modifier's executors against each other, and learned faces in both renderers: small networks, drawn pictures. */
import type { Page } from '@playwright/test';
import type { FacePlace, GrowthKind, ModifierHarness } from './harness/modifier.ts';
import { expect, test } from './support/test.ts';

type Harnessed = { modifierHarness: ModifierHarness };

test.beforeEach(async ({ page }) => {
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

test('the WGSL kernels give what tfjs gives, for one picture and for more, whatever came before', {
  tag: '@webgpu',
}, async ({ page }) => {
  expect(await network(page, { width: 8, blocks: 2, side: 32 }, [1, 3, 2])).toBeLessThan(1e-3);
  // Three fours of channels at the narrowest, and no block at all.
  expect(await network(page, { width: 12, blocks: 0, side: 16 }, [2])).toBeLessThan(1e-3);
});

test('with the real weights too', { tag: '@webgpu' }, async ({ page }) => {
  expect(await network(page, null, [1])).toBeLessThan(1e-3);
});

test('the WebAssembly kernels give what tfjs gives, in every build that the browser takes', {
  tag: '@cpu',
}, async ({ page }) => {
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

test('helpers in workers make of a batch what one modifier makes alone, to the bit', { tag: '@cpu' }, async ({
  page,
}) => {
  const found = await page.evaluate(() =>
    (globalThis as unknown as Harnessed).modifierHarness.workerPool(2, [1, 2, 3, 8]),
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

test('both renderers draw the same learned faces, and nothing is read back from the GPU', {
  tag: '@webgpu',
}, async ({ page }) => {
  test.slow();
  for (const [name, faces] of Object.entries(SCENES)) {
    // The second frame has a memory of the first.
    const found = await page.evaluate(
      (faces) => (globalThis as unknown as Harnessed).modifierHarness.renderers(faces, 2),
      faces,
    );
    for (const { max, mean, far, changed } of found) {
      expect(mean, name).toBeLessThan(0.5);
      // A pixel on the very border between two overlapping faces may fall to either: few do, and one face has no such border.
      expect(far, `${name}, worst ${max}`).toBeLessThan(faces.length > 1 ? 5e-4 : 1e-9);
      expect(changed, name).toBeGreaterThan(0.05);
    }
  }
  const found = await page.evaluate(() => (globalThis as unknown as Harnessed).modifierHarness.readbacks(3));
  // The picture that is brought back afterwards, on purpose, shows that a call would have been seen.
  expect(found).toEqual({ calls: [], frames: 3, control: ['getImageData'] });
});

test('all faces of a frame go through the network in one batch', { tag: '@webgpu' }, async ({ page }) => {
  const found = await page.evaluate(() =>
    (globalThis as unknown as Harnessed).modifierHarness.dispatches([1, 2, 8]),
  );
  const [one = 0] = found;
  // More than the network has layers, and as many for any number of faces.
  expect(one).toBeGreaterThan(20);
  expect(found).toEqual([one, one, one]);
});

const alive = (page: Page, kind: GrowthKind, count: number, leak = false) =>
  page.evaluate(
    ([kind, count, leak]) => (globalThis as unknown as Harnessed).modifierHarness.alive(kind, count, leak),
    [kind, count, leak] as const,
  );

/** Frames before what is alive is counted: caches fill, helpers are spawned. */
const WARM_UP = 70;

// Each ends by leaking on purpose, one thing a frame, and demands that its count tells: so none of them passes for want of looking.

test('no buffer or texture is left behind on the GPU over 150 frames', { tag: '@webgpu' }, async ({
  page,
}) => {
  test.slow();
  const warm = await alive(page, 'webgpu', WARM_UP);
  expect(await alive(page, 'webgpu', 150)).toEqual(warm);
  expect((await alive(page, 'webgpu', 5, true)).buffers).toBe(warm.buffers + 5);
});

test('no memory is left behind on the CPU over 500 frames', { tag: '@cpu' }, async ({ page }) => {
  test.slow();
  const browser = await page.context().newCDPSession(page);
  /** Bytes of typed arrays that can still be reached. */
  const bytes = async () => {
    await browser.send('HeapProfiler.collectGarbage');
    const usage = await browser.send('Runtime.getHeapUsage');
    return (usage as typeof usage & { backingStorageSize: number }).backingStorageSize;
  };
  const warm = await alive(page, 'cpu', WARM_UP);
  const before = await bytes();
  expect(await alive(page, 'cpu', 500)).toEqual(warm);
  // Fifty bytes a frame, where a crop has 3,000: how many faces are remembered changes by a few.
  const allowed = 24_000;
  const after = await bytes();
  expect(Math.abs(after - before)).toBeLessThan(allowed);
  await alive(page, 'cpu', 50, true);
  expect((await bytes()) - after).toBeGreaterThan(50 * 16 * 16 * 3 * 4 - allowed);
});
