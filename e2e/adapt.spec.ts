/** "Adapt to my face": in the page on a camera of a real face, and its worker with the real networks. On wasm in both projects. */
import type { Page } from '@playwright/test';
import { facesOf, type SceneFace } from '../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../testing/scenes/stage.ts';
import type { AdaptHarness } from './harness/adapt.ts';
import { makeClip } from './support/clips.ts';
import { expectGoingOn } from './support/going-on.ts';
import { expect, test } from './support/test.ts';

const CLIP = { name: 'page', width: 640, height: 480, fps: 30, seconds: 4, scenario: 'one' } as const;
type Global = { adaptHarness: AdaptHarness; guiseStage: Stage };

/** One step with the real networks on two pictures of a person who fills the picture. */
function learn(page: Page, limits: Parameters<AdaptHarness['learn']>[1], learningRate?: number) {
  const scenes = [0, 1].map((i) => ({
    width: 320,
    height: 240,
    people: [{ face: 6, x: 160 + 4 * i, y: 110, height: 110, roll: 3 * i }],
  }));
  return page.evaluate(
    ([scenes, limits, learningRate]) => {
      const { guiseStage, adaptHarness } = globalThis as unknown as Global;
      const portraits = scenes.map(({ scene, face }) => {
        // The stage draws on one canvas: what was drawn before has to be kept.
        const picture = new OffscreenCanvas(scene.width, scene.height);
        picture.getContext('2d')?.drawImage(guiseStage.draw(scene), 0, 0);
        return { picture, face };
      });
      return adaptHarness.learn(portraits, limits, learningRate);
    },
    [
      scenes.map((scene) => ({ scene: drawable(scene), face: facesOf(scene)[0] as SceneFace })),
      limits,
      learningRate,
    ] as const,
  );
}

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
  await expectGoingOn(tab);
  await panel(tab).getByRole('button', { name: 'Cancel' }).click();
  await expect(panel(tab)).toHaveAttribute('data-phase', 'idle');
  await expect(panel(tab)).toHaveAttribute('data-kept', 'false');
});

test('learns with the real networks, keeps it in this browser, uses it, sends nothing, and forgets it', async ({
  page,
}) => {
  test.setTimeout(240_000);
  // Own files are fetched; whatever else is asked for, or sent along, would be what was learned.
  const sent: string[] = [];
  page.context().on('request', (request) => {
    const plain = request.method() === 'GET' && request.postData() === null && request.url().length <= 200;
    if (!plain && !request.url().startsWith('data:')) {
      sent.push(`${request.method()} ${request.url().slice(0, 200)}`);
    }
  });
  await page.goto('/e2e/harness/adapt.html');
  await installStage(page);
  // However little one step gains, it is kept here: what is judged by are the labels.
  const kept = await learn(page, { gain: -1 });
  expect(kept.stored).toBe(true);
  expect(kept.report).toMatchObject({ steps: 1, pictures: 2, faults: [] });
  expect(kept.report.before.similarity).toBeGreaterThan(-1);
  // The page's action detector saw the person with either face, doing the same.
  expect(kept.report.after.labels).toBe(1);
  const stored = await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.stored());
  expect(stored?.changed).toBeGreaterThan(10_000);
  // Too little gained, and a step so large that no face is left in which anybody is recognised: nothing stored is changed.
  const rolledBack = await learn(page, { gain: 2, drift: 9, structure: -9 }, 1);
  expect(rolledBack).toMatchObject({
    stored: false,
    report: { faults: ['no-gain', 'labels-lost'], after: { labels: 0 } },
  });

  await page.goto('/?autostart&mode=learned');
  await expect(panel(page)).toHaveAttribute('data-kept', 'true', { timeout: 60_000 });
  await expect(panel(page)).toContainText('Adapted.');
  await panel(page).getByRole('button', { name: 'Delete what was learned' }).click();
  await expect(panel(page)).toHaveAttribute('data-kept', 'false');
  await page.goto('/e2e/harness/adapt.html');
  expect(await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.stored())).toBeNull();
  expect(sent).toEqual([]);
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
  await expect(panel(page)).toContainText('The adapted face is not used: what was stored of it is damaged.', {
    timeout: 60_000,
  });
  await page.goto('/e2e/harness/adapt.html');
  expect(await page.evaluate(() => (globalThis as unknown as Global).adaptHarness.stored())).toBeNull();
});
