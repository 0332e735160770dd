/**
 * Faults in the real engine: a damaged model, a worker that hangs or dies, a GPU that is lost, a shader that is wrong. What does not
 * concern the GPU is tried once, drawn by the processor.
 */

import type { Page, Worker } from '@playwright/test';
import { MODE_CHOICES } from '../src/engine/modes/catalogue.ts';
import type { Harness } from './harness/engine.ts';
import { damage } from './support/damage.ts';
import { expect, test } from './support/test.ts';

type World = { harness: Harness };

async function openHarness(page: Page, settings: Parameters<Harness['start']>[0] = {}): Promise<void> {
  await page.goto('/e2e/harness/engine.html');
  await page.evaluate(
    (given) => (globalThis as unknown as World).harness.start({ leakRate: 0, ...given }),
    settings,
  );
}

const said = <T>(page: Page, what: (harness: Harness) => T): Promise<T> =>
  page.evaluate(`(${String(what)})(globalThis.harness)`) as Promise<T>;

const drawsFaces = (page: Page) =>
  expect.poll(() => said(page, (h) => h.reports.at(-1)?.reason), { timeout: 60_000 }).toBe('faces');

function engineWorker(page: Page): Worker {
  const worker = page.workers().find((candidate) => /worker-/.test(candidate.url()));
  if (!worker) {
    throw new Error(`No engine worker among ${page.workers().map((w) => w.url())}`);
  }
  return worker;
}

test('a damaged model is refused: everything stays covered, and the words say why', { tag: '@cpu' }, async ({
  page,
}) => {
  await damage(page.context(), '**/face-detector-yunet-16bit.bin', -100);
  await openHarness(page);
  await expect
    .poll(() => said(page, (h) => h.states.at(-1)?.notices.map((n) => n.code)), { timeout: 30_000 })
    .toContain('model-corrupt');
  await page.waitForTimeout(1000);
  expect(await said(page, (h) => [...new Set(h.reports.map((r) => r.covered))])).toEqual(['whole']);
});

test('a worker that hangs: the page says so, and goes on when it answers again', { tag: '@cpu' }, async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await openHarness(tab, { renderer: 'cpu' });
  await drawsFaces(tab);
  void engineWorker(tab).evaluate(() => {
    const end = Date.now() + 7000;
    while (Date.now() < end) {
      // Busy.
    }
  });
  // That it was said is kept: on a busy machine one look may come when it is over already.
  await expect.poll(() => said(tab, (h) => h.troubles.map((t) => t?.code))).toContain('engine-stalled');
  await expect.poll(() => said(tab, (h) => h.troubles.at(-1) ?? null)).toBe(null);
  await drawsFaces(tab);
});

test('a worker that dies is replaced, and the picture comes back covered', { tag: '@cpu' }, async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await openHarness(tab, { renderer: 'cpu' });
  await drawsFaces(tab);
  await engineWorker(tab)
    .evaluate(() => self.close())
    .catch(() => undefined);
  await expect
    .poll(() => said(tab, (h) => h.troubles.map((trouble) => trouble?.code ?? 'over')), { timeout: 30_000 })
    .toContain('engine-died');
  const before = await said(tab, (h) => h.frames);
  await expect.poll(() => said(tab, (h) => h.frames), { timeout: 30_000 }).toBeGreaterThan(before + 3);
  await drawsFaces(tab);
  expect(await said(tab, (h) => h.troubles.at(-1) ?? null)).toBe(null);
});

test('another size in mid-stream: one frame covered whole, then faces of the new size', {
  tag: '@cpu',
}, async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  await openHarness(tab, { renderer: 'cpu' });
  await drawsFaces(tab);
  await tab.evaluate(() =>
    (globalThis as unknown as World).harness.track?.applyConstraints({ width: 320, height: 240 }),
  );
  await expect
    .poll(() => said(tab, (h) => h.reports.some((r) => r.reason === 'size-changed' && r.width === 320)))
    .toBe(true);
  await drawsFaces(tab);
});

test('muted and ended tracks are told', { tag: '@cpu' }, async ({ page }) => {
  await openHarness(page);
  await page.evaluate(() => (globalThis as unknown as World).harness.track?.dispatchEvent(new Event('mute')));
  await expect.poll(() => said(page, (h) => h.troubles.at(-1)?.code)).toBe('source-muted');
  await page.evaluate(() =>
    (globalThis as unknown as World).harness.track?.dispatchEvent(new Event('unmute')),
  );
  await expect.poll(() => said(page, (h) => h.troubles.at(-1) ?? null)).toBe(null);
  await page.evaluate(() =>
    (globalThis as unknown as World).harness.track?.dispatchEvent(new Event('ended')),
  );
  await expect.poll(() => said(page, (h) => h.troubles.at(-1)?.code)).toBe('source-ended');
});

test('without insertable streams frames come from a video element', { tag: '@cpu' }, async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.addInitScript(() => Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor'));
  await openHarness(tab, { renderer: 'cpu' });
  await drawsFaces(tab);
  const before = await said(tab, (h) => h.frames);
  await expect.poll(() => said(tab, (h) => h.frames)).toBeGreaterThan(before + 10);
});

test('modes switched faster than frames come: every picture has its faces covered', { tag: '@cpu' }, async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await openHarness(tab, { renderer: 'cpu' });
  await drawsFaces(tab);
  await tab.evaluate(async (modes) => {
    const { harness } = globalThis as unknown as World;
    for (let i = 0; i < 60; i++) {
      harness.configure({
        leakRate: 0,
        renderer: 'cpu',
        views: [{ mode: modes[i % modes.length] ?? 'mask' }],
      });
      await new Promise((resolve) => setTimeout(resolve, 17));
    }
  }, MODE_CHOICES);
  const reports = await said(tab, (h) => h.reports.map((r) => [r.mode, r.covered, r.faces.length]));
  for (const [mode, covered, faces] of reports.slice(-20)) {
    expect(mode === 'none' ? covered === 'whole' : covered === 'whole' || Number(faces) > 0).toBe(true);
  }
});

test.describe('WebGPU', { tag: '@webgpu' }, () => {
  test('a device that is lost: covered or drawn by the CPU at once, and WebGPU comes back', async ({
    openWithPerson,
  }) => {
    test.setTimeout(180_000);
    const tab = await openWithPerson();
    await openHarness(tab, { renderer: 'auto' });
    await expect.poll(() => said(tab, (h) => h.reports.at(-1)?.renderer), { timeout: 60_000 }).toBe('webgpu');
    await drawsFaces(tab);
    await engineWorker(tab).evaluate(() => {
      const real = GPUDevice.prototype.createCommandEncoder;
      GPUDevice.prototype.createCommandEncoder = function (...given) {
        GPUDevice.prototype.createCommandEncoder = real;
        const encoder = real.apply(this, given);
        this.destroy();
        return encoder;
      };
    });
    await expect
      .poll(() => said(tab, (h) => h.states.some((s) => s.notices.some((n) => n.code === 'webgpu-lost'))))
      .toBe(true);
    await expect
      .poll(() => said(tab, (h) => h.reports.some((r) => r.reason === 'renderer-failed')))
      .toBe(true);
    await expect.poll(() => said(tab, (h) => h.reports.at(-1)?.renderer), { timeout: 60_000 }).toBe('webgpu');
    await drawsFaces(tab);
  });

  test('a shader that does not compile: the CPU draws, and the words say why', async ({ page }) => {
    await page.context().route('**/assets/renderer-*.js', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll('fn compose(', 'fn compose(nonsense');
      await route.fulfill({ response, body });
    });
    await openHarness(page, { renderer: 'webgpu' });
    await expect
      .poll(
        () =>
          said(page, (h) =>
            h.states
              .at(-1)
              ?.notices.map((n) => n.words)
              .join(),
          ),
        { timeout: 60_000 },
      )
      .toContain('does not compile');
    await expect.poll(() => said(page, (h) => h.states.at(-1)?.renderer)).toBe('cpu');
  });
});
