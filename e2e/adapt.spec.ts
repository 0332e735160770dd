/** "Adapt to my face": in the page on a camera of a real face, and its worker with the real networks. On wasm in both projects. */
import type { Page } from '@playwright/test';
import type { AdaptHarness } from './harness/adapt.ts';
import { makeClip } from './support/clips.ts';
import { expect, test } from './support/test.ts';

const CLIP = { name: 'page', width: 640, height: 480, fps: 30, seconds: 4, scenario: 'one' } as const;
type Global = { adaptHarness: AdaptHarness };

test.beforeEach(({ page: _ }, info) => {
  test.skip(info.project.name !== 'cpu', 'adapts on wasm, whatever draws');
});

const panel = (page: Page) => page.getByTestId('adapt');

test('takes pictures, learns beside the live picture, and can be cancelled', async ({
  page,
  openWithCamera,
}) => {
  test.setTimeout(400_000);
  const clip = await makeClip(page, CLIP);
  const tab = await openWithCamera(clip.path);
  await tab.goto('/?autostart&mode=learned');
  const status = tab.getByTestId('status');
  await expect(status).toHaveAttribute('data-state', 'live', { timeout: 120_000 });
  await expect(panel(tab)).toHaveAttribute('data-kept', 'false');
  await panel(tab).getByRole('button', { name: 'Adapt' }).click();
  await expect(panel(tab)).toHaveAttribute('data-phase', 'collecting');
  await expect(panel(tab)).toHaveAttribute('data-phase', 'learning', { timeout: 120_000 });
  await expect(panel(tab).getByRole('progressbar')).toBeVisible();
  // The frame path goes on.
  const frames = Number(await status.getAttribute('data-frames'));
  await expect.poll(async () => Number(await status.getAttribute('data-frames'))).toBeGreaterThan(frames + 2);
  await panel(tab).getByRole('button', { name: 'Cancel' }).click();
  await expect(panel(tab)).toHaveAttribute('data-phase', 'idle');
  await expect(panel(tab)).toHaveAttribute('data-kept', 'false');
});

test('learns with the real networks, keeps it in this browser, uses it, and forgets it', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/e2e/harness/adapt.html');
  const kept = await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.learn(-1));
  expect(kept.stored).toBe(true);
  expect(kept.report).toMatchObject({ steps: 1, pictures: 2, faults: [] });
  expect(kept.report.before.similarity).toBeGreaterThan(-1);
  const stored = await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.stored());
  expect(stored?.changed).toBeGreaterThan(10_000);
  // What does not gain enough changes nothing of what is stored.
  const rolledBack = await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.learn(2));
  expect(rolledBack).toMatchObject({ stored: false, report: { faults: ['no-gain'] } });

  await page.goto('/?autostart&mode=learned');
  await expect(panel(page)).toHaveAttribute('data-kept', 'true', { timeout: 60_000 });
  await expect(panel(page)).toContainText('Adapted.');
  await panel(page).getByRole('button', { name: 'Delete what was learned' }).click();
  await expect(panel(page)).toHaveAttribute('data-kept', 'false');
  await page.goto('/e2e/harness/adapt.html');
  expect(await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.stored())).toBeNull();
});

test('damaged storage is dropped, with words', async ({ page }) => {
  await page.goto('/e2e/harness/adapt.html');
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('guise', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('adaptation');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const write = opening.result.transaction('adaptation', 'readwrite');
          write.objectStore('adaptation').put({ version: 1, bytes: new Uint8Array(3) }, 'modifier');
          write.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.goto('/?autostart&mode=learned');
  await expect(panel(page)).toContainText('The adapted face is not used: the stored adaptation is damaged.', {
    timeout: 60_000,
  });
  await page.goto('/e2e/harness/adapt.html');
  expect(await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.stored())).toBeNull();
});
