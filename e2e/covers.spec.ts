/** What each renderer covers and what it leaves alone, on drawn scenes; render.spec.ts compares the two. */
import type { Page } from '@playwright/test';
import { RENDERER_TOLERANCE } from '../src/engine/safe/renderer.ts';
import type { CoversHarness } from './harness/covers.ts';
import { expect, test } from './support/test.ts';

const MODES = [
  { mode: 'blur' },
  { mode: 'mask' },
  { mode: 'oval' },
  { mode: 'mosaic' },
  { mode: 'noise' },
  { mode: 'super-pixel' },
  { mode: 'edge' },
  { mode: 'edge', values: { style: 'dark' } },
] as const;

/** Software WebGPU is slow: small pictures. */
const SIZE = { width: 160, height: 120 } as const;
const OVERLAPPING = [
  { x: 40, y: 30, size: 50 },
  { x: 70, y: 40, size: 40, roll: 0.3 },
] as const;
const FACES = {
  'in the middle': [{ x: 55, y: 40, size: 50 }],
  rolled: [{ x: 55, y: 35, size: 45, roll: 1.1 }],
  'over two borders': [
    { x: -20, y: -15, size: 60 },
    { x: 130, y: 85, size: 50, roll: -0.4 },
  ],
  overlapping: OVERLAPPING,
  'larger than the picture': [{ x: -40, y: -60, size: 240 }],
} as const;

let page: Page;
let kind: 'cpu' | 'webgpu';

test.beforeAll(async ({ browser }, info) => {
  kind = info.project.name === 'webgpu' ? 'webgpu' : 'cpu';
  page = await (await browser.newContext({ baseURL: info.project.use.baseURL })).newPage();
  await page.goto('/e2e/harness/covers.html');
  await page.waitForFunction(() => 'coversHarness' in globalThis);
});

test.afterAll(async () => {
  await page?.context().close();
});

function call<K extends keyof CoversHarness>(
  name: K,
  ...args: Parameters<CoversHarness[K]>
): Promise<Awaited<ReturnType<CoversHarness[K]>>> {
  return page.evaluate(
    ([name, args]) => {
      const { coversHarness } = globalThis as unknown as {
        coversHarness: Record<string, (...args: unknown[]) => unknown>;
      };
      return coversHarness[name]?.(...args) as never;
    },
    [name as string, args as unknown[]] as const,
  );
}

for (const [where, faces] of Object.entries(FACES)) {
  test(`faces ${where}: covered in every mode, the rest untouched`, async () => {
    for (const view of MODES) {
      const [found] = await call('examine', kind, { ...SIZE, faces, views: [view] });
      const name = `${JSON.stringify(view)} ${JSON.stringify(found)}`;
      expect(found?.corePixels, name).toBeGreaterThan(500);
      expect(found?.outside, name).toBe(0);
      // The oval's surroundings begin with the rim's own colours, and the rim of the crop is part of the core.
      const rim = view.mode === 'oval' ? 0.03 : 0;
      expect(found?.alike, name).toBeLessThan(1.5 * (found?.chance ?? 0) + 0.02 + rim);
    }
  });
}

test('a frame that is stored on its side is covered where its faces are shown', async () => {
  const views = [{ mode: 'mask', values: { style: 'white' } }] as const;
  const [found] = await call('examine', kind, { ...SIZE, faces: OVERLAPPING, views }, 'turned');
  expect(found?.range, JSON.stringify(found)).toEqual([255, 255]);
  expect(found?.outside, JSON.stringify(found)).toBeLessThanOrEqual(1);
});

test('a tiny face is covered', async () => {
  const views = [{ mode: 'mask', values: { style: 'white' } }] as const;
  const [found] = await call('examine', kind, { ...SIZE, faces: [{ x: 80, y: 60, size: 5 }], views });
  expect(found?.corePixels).toBeGreaterThan(25);
  expect(found?.range).toEqual([255, 255]);
  expect(found?.outside).toBe(0);
});

test('no feather shows raw pixels in the core of another cover', async () => {
  const views = [{ mode: 'mask', values: { style: 'white' } }] as const;
  const [found] = await call('examine', kind, { ...SIZE, faces: OVERLAPPING, feather: 0.5, views });
  expect(found?.range).toEqual([255, 255]);
});

test('four views of one frame, each with its own mode', async () => {
  const black = { mode: 'mask', values: { style: 'black' } } as const;
  const views = [{ mode: 'blur' }, black, { mode: 'edge' }, { mode: 'noise' }] as const;
  const found = await call('examine', kind, { ...SIZE, faces: OVERLAPPING, views });
  expect(found.map(({ outside }) => outside)).toEqual([0, 0, 0, 0]);
  expect(found[1]?.range).toEqual([0, 0]);
  expect(found[0]?.range[1]).toBeGreaterThan(100);
});

test('a plate of any size is opaque', async () => {
  for (const [width, height] of [
    [1, 1],
    [640, 480],
    [1280, 720],
  ] as const) {
    expect(await call('plate', width, height)).toEqual({ width, height, opaque: true });
  }
  for (const side of [0, -5, Number.NaN, 1e6]) {
    expect((await call('plate', side, side)).opaque).toBe(true);
  }
});

test.describe('WebGPU', { tag: '@webgpu' }, () => {
  test("agrees with the CPU on a camera's own format, outside the covers as well", async () => {
    const views = [{ mode: 'blur' }, { mode: 'mask' }] as const;
    for (const found of await call('compareI420', { ...SIZE, faces: OVERLAPPING, views })) {
      expect(found.max, JSON.stringify(found)).toBeLessThanOrEqual(RENDERER_TOLERANCE.max);
      expect(found.mean, JSON.stringify(found)).toBeLessThanOrEqual(RENDERER_TOLERANCE.mean);
    }
  });

  test('twenty faces in one frame', async () => {
    const faces = Array.from({ length: 20 }, (_, i) => ({
      x: 4 + (i % 5) * 31,
      y: 4 + Math.floor(i / 5) * 29,
      size: 16,
    }));
    const views = [{ mode: 'mask', values: { style: 'white' } }] as const;
    const [found] = await call('examine', 'webgpu', { ...SIZE, faces, views });
    expect(found?.range).toEqual([255, 255]);
  });

  for (const label of ['mode blur', 'mode noise', 'sample', 'composite']) {
    test(`a broken shader (${label}) is refused by name`, async () => {
      await expect(call('breakShader', label)).rejects.toThrow(`The shader of ${label} does not compile`);
    });
  }
});
