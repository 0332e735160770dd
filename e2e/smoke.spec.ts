/** What `npm run check:quick` opens: the page covers a face, and goes on. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expectGoingOn } from './support/going-on.ts';
import { SCRIPT_LIMIT, weighScripts } from './support/script-weight.ts';
import { expect, test } from './support/test.ts';

test('the page finds a face, masks it, and goes on', { tag: '@smoke' }, async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  const status = tab.getByTestId('status');
  await expect(status).toHaveAttribute('data-state', 'live', { timeout: 120_000 });
  await expect(status).toHaveAttribute('data-faces', '1');
  await expect(status).toHaveAttribute('data-mode', 'mask');
  await expectGoingOn(tab);
});

test('no more JavaScript than its limit is loaded before a face is covered', async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  const { untilCovered } = await weighScripts(tab);
  await tab.goto('/?autostart&mode=mask');
  const weight = await untilCovered;
  expect(weight).toBeGreaterThan(SCRIPT_LIMIT / 2);
  expect(weight).toBeLessThanOrEqual(SCRIPT_LIMIT);
});

test('nothing that is loaded later imports a worker’s entry: WebKit would run it again', () => {
  const folder = resolve(import.meta.dirname, '../dist-test/assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  // `rpc-worker.ts` is what the clients of workers share.
  const entries = scripts.filter((name) => name.includes('-worker-') && !name.startsWith('rpc-'));
  expect(entries.length).toBeGreaterThan(3);
  const importing = scripts.filter((name) => {
    const text = readFileSync(resolve(folder, name), 'utf8');
    return entries.some((entry) => new RegExp(`(from|import)\\s*["']\\./${entry}`).test(text));
  });
  expect(importing).toEqual([]);
});

for (const [late, name] of [
  ['app', '**/assets/start-*.js'],
  ['stylesheet', '**/assets/main-*.css'],
] as const) {
  test(`the page is painted before its ${late} comes, in the theme that was chosen`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.addInitScript(() => {
      const state = { preferences: { theme: 'dark' } };
      localStorage.setItem('guise', JSON.stringify({ state, version: 1 }));
    });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(name, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/', { waitUntil: 'commit' });
    const painted = () => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length);
    await expect.poll(painted).toBe(1);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.getByRole('heading', { name: 'Guise' })).toBeVisible();
    await expect(page.locator('.header')).toHaveCSS('display', 'flex');
    await expect(page.getByRole('button')).toHaveCount(0);
    release();
    await expect(page.getByRole('button', { name: 'Start the camera' })).toBeVisible();
  });
}
