/** Chromium without WebGL, or with WebGL that goes away while the camera runs: faces stay covered, and the picture goes on. */
import type { Page } from '@playwright/test';
import type { Harness } from './harness/engine.ts';
import { makeClip } from './support/clips.ts';
import { expect, test } from './support/test.ts';
import { expectNoLeaks } from './support/watch-stage.ts';

type World = { harness: Harness };

const GROUP = { name: 'no-webgl', width: 640, height: 480, fps: 15, seconds: 4, scenario: 'group' } as const;
/** What Chromium's own automatic software WebGL is switched off with; 2D canvases are then drawn by the processor. */
const WITHOUT = ['--disable-gpu', '--disable-software-rasterizer'];

test.beforeEach(({ launchOptions }) => {
  test.skip(
    launchOptions.args?.includes('--enable-unsafe-webgpu') === true,
    'draws on the CPU; once is enough',
  );
});

async function startEngine(page: Page): Promise<void> {
  await page.goto('/e2e/harness/engine.html');
  await page.evaluate(() =>
    (globalThis as unknown as World).harness.start({
      renderer: 'cpu',
      leakRate: 0,
      privacyRate: 0,
      actionRate: 0,
    }),
  );
  await drawsFaces(page);
}

const drawsFaces = (page: Page) =>
  expect
    .poll(() => page.evaluate(() => (globalThis as unknown as World).harness.reports.at(-1)?.reason), {
      timeout: 60_000,
    })
    .toBe('faces');

test('no WebGL at all: faces are found and covered', async ({ page, openWith }) => {
  const clip = await makeClip(page, GROUP);
  const tab = await openWith(`--use-file-for-fake-video-capture=${clip.path}`, ...WITHOUT);
  await startEngine(tab);
  expect(await tab.evaluate(() => new OffscreenCanvas(1, 1).getContext('webgl2') === null)).toBe(true);
  await expectNoLeaks(tab, clip, 0.1);
});

test('the GPU process is killed: faces stay covered, and the picture goes on', async ({
  page,
  openWithCamera,
}) => {
  const clip = await makeClip(page, GROUP);
  const tab = await openWithCamera(clip.path);
  await startEngine(tab);
  const session = await tab.context().browser()?.newBrowserCDPSession();
  await session?.send('Browser.crashGpuProcess').catch(() => undefined);
  await expectNoLeaks(tab, clip, 0.1);
  await drawsFaces(tab);
});

test('more contexts than a browser keeps are made in the engine’s worker: faces stay covered', async ({
  page,
  openWithCamera,
}) => {
  const clip = await makeClip(page, GROUP);
  const tab = await openWithCamera(clip.path);
  await startEngine(tab);
  const worker = tab.workers().find((candidate) => /engine-worker-|link-worker-/.test(candidate.url()));
  const made = await worker?.evaluate(() => {
    const all = Array.from({ length: 20 }, () => new OffscreenCanvas(4, 4).getContext('webgl2'));
    (globalThis as unknown as { kept: unknown }).kept = all;
    return all.filter((context) => context !== null).length;
  });
  expect(made).toBeGreaterThan(15);
  await expectNoLeaks(tab, clip, 0.1);
  await drawsFaces(tab);
});
