/** Action detectors with the weights of this build: that of drivers' pictures in a harness, that of a desk in the page. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { ActionReading } from '../src/engine/meters/action/detector.ts';
import type { Scene } from '../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../testing/scenes/stage.ts';
import type { ActionHarness } from './harness/actions.ts';
import { expect, test } from './support/test.ts';

const ONE: Scene = { width: 640, height: 480, people: [{ face: 6, x: 320, y: 200, height: 150 }] };
const EMPTY: Scene = { width: 640, height: 480, people: [] };

/** `raw`: the picture as it came in, compared with. */
function look(page: Page, safe: Scene, raw: Scene | null = null): Promise<ActionReading> {
  return page.evaluate(
    async ([first, second]) => {
      const { guiseStage, actionHarness } = globalThis as unknown as {
        guiseStage: Stage;
        actionHarness: ActionHarness;
      };
      // The stage draws on one canvas: what was drawn before has to be kept.
      const kept = new OffscreenCanvas(first.width, first.height);
      kept.getContext('2d')?.drawImage(guiseStage.draw(first), 0, 0);
      return actionHarness.look(kept, second && guiseStage.draw(second));
    },
    [drawable(safe), raw && drawable(raw)] as const,
  );
}

test.describe('alone', () => {
  test.beforeEach(async ({ page }) => {
    await page.goto('/e2e/harness/actions.html');
    await installStage(page);
  });

  test('a person is seen where it is, with a label and a score; an empty room has none', async ({ page }) => {
    const { people, agrees, timestamp } = await look(page, ONE);
    expect(timestamp).toBe(7);
    expect(agrees).toBeNull();
    expect(people).toHaveLength(1);
    const [person] = people;
    expect(person?.score).toBeGreaterThan(0.3);
    expect(person?.label).toMatch(/^[a-z_]+$/);
    // The face is inside the box.
    expect(person?.x).toBeLessThan(0.42);
    expect((person?.x ?? 0) + (person?.width ?? 0)).toBeGreaterThan(0.58);
    expect(person?.y).toBeLessThan(0.35);
    expect((await look(page, EMPTY)).people).toEqual([]);
  });

  test('of the raw picture only agreement is told', async ({ page }) => {
    const same = await look(page, ONE, ONE);
    expect(same.agrees).toBe(true);
    expect(Object.keys(same).sort()).toEqual(['agrees', 'backend', 'duration', 'people', 'timestamp']);
    expect((await look(page, EMPTY, ONE)).agrees).toBe(false);
    expect((await look(page, EMPTY, EMPTY)).agrees).toBeNull();
  });
});

test('a picture that nobody vouched for is refused', async ({ page }) => {
  await page.goto('/e2e/harness/actions.html');
  await expect(
    page.evaluate(() => (globalThis as unknown as { actionHarness: ActionHarness }).actionHarness.forged()),
  ).rejects.toThrow(/nobody vouched for/);
});

test('a damaged model is told, and the picture goes on', async ({ watch, openWithPerson }) => {
  watch.expect(/objects-nanodet/);
  const tab = await openWithPerson();
  await tab.context().route(/objects-nanodet.*\.bin/, (route) => route.fulfill({ body: 'nonsense' }));
  await tab.goto('/?autostart&mode=mask&actions=auto');
  await expect(tab.getByTestId('actions')).toContainText('not the tested one', { timeout: 75_000 });
  await expect(tab.getByTestId('status')).toHaveAttribute('data-state', 'live');
});

test('in the page: boxes and labels over the picture, a timeline, and a switch', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&actions=auto');
  const actions = tab.getByTestId('actions');
  await expect
    .poll(async () => Number(await actions.getAttribute('data-looks')), { timeout: 75_000 })
    .toBeGreaterThan(2);
  await expect(tab.locator('.action-box').first()).toBeVisible();
  await expect(tab.locator('.action-box').first()).toHaveText(/^[a-z].* \d+ %$/);
  // Software WebGPU is no reason to leave the worker.
  await expect(actions).toHaveAttribute('data-backend', 'wasm');
  await expect(actions).toContainText('WebAssembly, a worker of its own');
  await expect(actions.locator('.timeline li').first()).toBeVisible();
  await expect
    .poll(async () => Number(await actions.getAttribute('data-compared')), { timeout: 30_000 })
    .toBeGreaterThan(0);
  // A mask hides the mouth and the head's turns, and the card says so.
  await expect(actions).toContainText('The cover hides the mouth');
  // The saved timeline has what the strip shows.
  const saved = tab.waitForEvent('download');
  await actions.getByRole('button', { name: /CSV/ }).click();
  const csv = readFileSync(await (await saved).path(), 'utf8');
  expect(csv).toMatch(/^action,from_s,to_s\r\nnone,0\.0,\d/);
  await tab.getByRole('switch', { name: 'Recognise actions' }).uncheck();
  await expect(tab.locator('.action-box')).toHaveCount(0);
});

test('a label tells what it rests on, in the language that is set; where nothing is said nothing is told', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  // A scene in which somebody eats cannot be drawn: what the engine says of the person is changed on its way to the page.
  await tab.addInitScript(() => {
    const Plain = globalThis.Worker;
    globalThis.Worker = class extends Plain {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        this.addEventListener('message', ({ data }) => {
          const eats = (globalThis as { eats?: boolean }).eats;
          for (const person of data?.type === 'actions' && eats ? data.reading.people : []) {
            Object.assign(person, { label: 'eating', because: 'food at the mouth, so the engine' });
          }
        });
      }
    };
  });
  await tab.goto('/?autostart&mode=mask&actions=auto');
  const actions = tab.getByTestId('actions');
  await expect(actions).toHaveAttribute('data-actions', 'none', { timeout: 75_000 });
  await expect(actions).not.toContainText('nothing of these:');
  await tab.evaluate(() => Object.assign(globalThis, { eats: true }));
  await expect(actions).toContainText('eating: food at the mouth, so the engine', { timeout: 30_000 });
  await tab.locator('.settings > summary').click();
  await tab.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await expect(actions).toContainText('isst: Essen, eine Gabel oder ein Löffel am Mund');
});

test('off, it asks for nothing; two modes at once are told apart; a covered picture says that it hides too much', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  const asked: string[] = [];
  tab.on('request', (request) => asked.push(request.url()));
  await tab.goto('/?autostart&mode=mask,blur');
  await expect(tab.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 75_000 });
  // Those of objects and of joints may come, to find the body of a face that was lost, and the head of one who shows none.
  expect(
    asked.filter((url) => /action-nanodet|mouth-|(action|desk)-worker|device-detector/.test(url)),
  ).toEqual([]);
  await tab.goto('/?autostart&mode=mask,blur&actions=desk-all');
  const actions = tab.getByTestId('actions');
  await expect(actions.locator('.action-views li')).toHaveText([/^Mask: \w/, /^Blur: \w/], {
    timeout: 75_000,
  });
});
