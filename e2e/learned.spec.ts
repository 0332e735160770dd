/**
 * The mode `learned` with the weights of this build, on real faces: in the page on a camera. On WebAssembly; what
 * WebGPU does with small networks is in modifier.spec.ts.
 */
import type { Page } from '@playwright/test';
import type { Harness } from './harness/engine.ts';
import { makeClip } from './support/clips.ts';
import { expect, test } from './support/test.ts';
import { expectNoLeaks } from './support/watch-stage.ts';

const CLIP = { name: 'page', width: 640, height: 480, fps: 30, seconds: 4, scenario: 'one' } as const;
/** Share of a face's pixels that may have about the colour that they had: another face is not another colour everywhere. */
const BARE = 0.3;

const notice = (tab: Page) => tab.locator('.notice', { hasText: 'learned face' });

async function openPage(
  open: (clip: string) => Promise<Page>,
  page: Page,
  prepare?: (tab: Page) => Promise<unknown>,
  mode = 'learned',
) {
  const tab = await open((await makeClip(page, CLIP)).path);
  await prepare?.(tab);
  await tab.goto(`/?autostart&mode=${mode}&renderer=cpu`);
  const status = tab.getByTestId('status');
  await expect(status).toHaveAttribute('data-state', 'live', { timeout: 90_000 });
  return { tab, status };
}

test('on a camera: faces are drawn by the network, and no frame leaks', async ({ page, openWithCamera }) => {
  const clip = await makeClip(page, CLIP);
  const tab = await openWithCamera(clip.path);
  await tab.goto('/e2e/harness/engine.html');
  await tab.evaluate(() =>
    (globalThis as unknown as { harness: Harness }).harness.start({
      views: [{ mode: 'learned' }],
      renderer: 'cpu',
      leakRate: 0,
      privacyRate: 0,
      actionRate: 0,
    }),
  );
  const last = () =>
    tab.evaluate(() => (globalThis as unknown as { harness: Harness }).harness.reports.at(-1));
  await expect.poll(async () => (await last())?.mode, { timeout: 90_000 }).toBe('learned');
  await expectNoLeaks(tab, clip, BARE);
  const modes = await tab.evaluate(() =>
    (globalThis as unknown as { harness: Harness }).harness.reports
      .slice(-20)
      .filter(({ covered }) => covered === 'faces')
      .map(({ mode }) => mode),
  );
  expect(modes.filter((mode) => mode === 'learned').length).toBeGreaterThan(modes.length / 2);
});

test('weights that are damaged, missing or not to be reached: the page says which, faces are masked, and the learned face comes when it can be had', async ({
  page,
  watch,
  openWithCamera,
}) => {
  watch.expect(/modifier-webcam/);
  watch.expect(/404|ERR_FAILED/);
  let trouble: 'damaged' | 'missing' | 'unreachable' | null = 'damaged';
  // One route for all: between taking one away and setting another, a fetch would get the good weights.
  const { tab, status } = await openPage(openWithCamera, page, (tab) =>
    tab.context().route('**/modifier-webcam-*.bin', async (route) => {
      if (trouble === 'missing') {
        return route.fulfill({ status: 404 });
      }
      if (trouble === 'unreachable') {
        return route.abort();
      }
      const response = await route.fetch();
      const body = await response.body();
      body[body.length - 100] = (body[body.length - 100] ?? 0) ^ (trouble ? 1 : 0);
      return route.fulfill({ response, body });
    }),
  );
  for (const [kind, words] of [
    ['damaged', /model is damaged .*is not the tested one.* masked .*Reload the page/],
    ['missing', /model is missing .*is not on the server.* masked .*tell whoever runs this site/],
    ['unreachable', /model could not be loaded .*did not arrive.* masked .*fetched again.*connection/],
  ] as const) {
    trouble = kind;
    // Asked for anew it is fetched at once; otherwise the waits between attempts grow.
    await tab.getByRole('radio', { name: 'Mask', exact: true }).check();
    await tab.getByRole('radio', { name: 'Learned', exact: true }).check();
    await expect(notice(tab)).toContainText(words, { timeout: 60_000 });
    await expect(status).toHaveAttribute('data-mode', 'mask');
    await expect(status).toHaveAttribute('data-state', 'live');
  }
  trouble = null;
  await expect(status).toHaveAttribute('data-mode', 'learned', { timeout: 60_000 });
  await expect(notice(tab)).toHaveCount(0);
});

test('without a network, and not kept on this device: the page says so, and online it comes', async ({
  page,
  watch,
  openWithCamera,
}) => {
  watch.expect(/ERR_INTERNET_DISCONNECTED/);
  const { tab, status } = await openPage(openWithCamera, page, async () => undefined, 'mask');
  // What shows measurements comes a moment after the picture.
  await expect(tab.getByRole('heading', { name: 'Privacy meter' })).toBeVisible();
  await tab.context().setOffline(true);
  await tab.getByRole('radio', { name: 'Learned', exact: true }).check();
  await expect(notice(tab)).toContainText(/model is missing .*not kept on this device.*Go online once/, {
    timeout: 60_000,
  });
  await expect(status).toHaveAttribute('data-mode', 'mask');
  await tab.context().setOffline(false);
  await expect(status).toHaveAttribute('data-mode', 'learned', { timeout: 60_000 });
  await expect(notice(tab)).toHaveCount(0);
});

/** Puts another network in the place of the executor. */
async function replaceNetwork(tab: Page, apply: string): Promise<void> {
  await tab.context().route('**/assets/wasm-*.js', async (route) => {
    const response = await route.fetch();
    if (!/\bcreateWasmModifier\b/.test(await response.text())) {
      return route.fulfill({ response });
    }
    return route.fulfill({
      response,
      body: `export const createWasmModifier = async () => ({ side: 128, dispose() {}, apply: ${apply} });`,
    });
  });
}

const BROKEN: Readonly<Record<string, readonly [apply: string, words: string]>> = {
  throws: ['async () => { throw new Error("out of memory"); }', 'The learned face failed (out of memory)'],
  'is too slow': [
    '(all) => new Promise((done) => setTimeout(() => done(all.map((v) => 1 - v)), 700))',
    'The learned face is too slow here',
  ],
};

for (const [what, [apply, words]] of Object.entries(BROKEN)) {
  test(`a network that ${what}: masks, and the page says why`, async ({ page, openWithCamera }) => {
    const { tab, status } = await openPage(openWithCamera, page, (tab) => replaceNetwork(tab, apply));
    await expect(notice(tab)).toContainText(words, { timeout: 60_000 });
    await expect(status).toHaveAttribute('data-mode', 'mask');
    await expect(status).toHaveAttribute('data-state', 'live');
  });
}
