/** Airplane mode: the server is really gone. And updates: a running session keeps the code that it began with. */
import type { Page } from '@playwright/test';
import { expectGoingOn } from './support/going-on.ts';
import { StaticServer } from './support/static-server.ts';
import { expect, test } from './support/test.ts';

const PORT = Number(process.env.GUISE_PORT ?? 4183) + 1;
const NEEDED = [
  'face-detector-yunet',
  'face-detector-narrow',
  '.wasm',
  'main-',
  'start-',
  'Insight-',
  'worker-',
  '/models/',
  '/icons/',
  '/published/',
];

test.use({ serviceWorkers: 'allow', baseURL: `http://127.0.0.1:${PORT}` });

// The whole page is stored first, megabytes of it.
test.describe.configure({ timeout: 240_000 });

let server: StaticServer;

test.beforeEach(async () => {
  server = new StaticServer('dist-test', PORT);
  await server.start();
});

test.afterEach(async () => {
  await server?.stop();
});

test('in airplane mode the page opens, covers faces and shows Insight', async ({ page, watch }) => {
  watch.expect(/service-worker\.js|ERR_CONNECTION_REFUSED|Failed to update a ServiceWorker/);
  await page.goto('/');
  await expect(page.getByTestId('offline')).toHaveAttribute('data-offline', 'ready', { timeout: 60_000 });
  const kept = await page.evaluate(async () => {
    const urls: string[] = [];
    for (const name of await caches.keys()) {
      urls.push(...(await (await caches.open(name)).keys()).map((request) => request.url));
    }
    return urls;
  });
  for (const part of NEEDED) {
    expect(
      kept.filter((url) => url.includes(part)),
      part,
    ).not.toEqual([]);
  }
  expect(kept.filter((url) => /harness/.test(url))).toEqual([]);
  // By hash: in its name, or as the revision that the service worker keeps it under.
  expect(kept.filter((url) => !/-[\w-]{8}\.\w+$|__WB_REVISION__=[0-9a-f]{32}/.test(url))).toEqual([]);
  await expectInstallable(page);

  await server.stop();
  await page.goto('/?autostart&mode=mask');
  const status = page.getByTestId('status');
  await expect(status).toHaveAttribute('data-state', /live|covered/, { timeout: 60_000 });
  await expect.poll(async () => Number(await status.getAttribute('data-frames'))).toBeGreaterThan(5);
  await expect(status).not.toHaveAttribute('data-reason', /detector-failed|starting/, { timeout: 60_000 });
  await expect(page.getByTestId('leak-meter')).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.goto('/#insight');
  await expect(page.getByRole('heading', { name: 'Insight' })).toBeVisible();
});

/** What a browser wants of a page before it offers to install it; that this context is a private one is no fault of the page. */
async function expectInstallable(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual(
    [],
  );
  const { manifest, icons } = await page.evaluate(async () => {
    const { href } = document.querySelector('link[rel=manifest]') as HTMLLinkElement;
    const manifest = await (await fetch(href)).json();
    const pictures: { src: string; sizes: string; type: string }[] = manifest.icons;
    const icons = pictures.filter(({ type }) => type === 'image/png');
    const sizes = icons.map(async ({ src, sizes }) => {
      const { width, height } = await createImageBitmap(await (await fetch(src)).blob());
      return [sizes, `${width}x${height}`];
    });
    return { manifest, icons: await Promise.all(sizes) };
  });
  expect(manifest).toMatchObject({ name: 'Guise', display: 'standalone', start_url: '/' });
  expect(icons.map(([stated]) => stated)).toEqual(expect.arrayContaining(['192x192', '512x512']));
  expect(icons.filter(([stated, real]) => stated !== real)).toEqual([]);
}

test('a new version waits until somebody asks for it: a running session is never swapped', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByTestId('offline')).toHaveAttribute('data-offline', 'ready', { timeout: 60_000 });
  await page.goto('/?autostart&mode=mask');
  const status = page.getByTestId('status');
  await expect(status).toHaveAttribute('data-state', /live|covered/, { timeout: 60_000 });
  await page.evaluate(() => {
    document.documentElement.dataset.session = 'first';
  });
  const controller = await page.evaluate(() => navigator.serviceWorker.controller?.state);
  expect(controller).toBe('activated');

  server.version = 'the next one';
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await expect(page.getByTestId('offline')).toHaveAttribute('data-offline', 'update-waiting', {
    timeout: 60_000,
  });
  await expectGoingOn(page, 5);
  const versions = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return { waiting: registration?.waiting?.state, active: registration?.active?.state };
  });
  expect(versions).toEqual({ waiting: 'installed', active: 'activated' });
  await expect(page.locator('html')).toHaveAttribute('data-session', 'first');

  await page.getByRole('button', { name: 'Reload with it' }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-session', 'first');
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null))
    .toBe(null);
});
