/** The action detector on the engine's own device. Software WebGPU is slow: few looks, and the networks compared on a small picture. */
import type { ActionReading } from '../src/engine/meters/action/detector.ts';
import type { Scene } from '../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../testing/scenes/stage.ts';
import type { ActionHarness } from './harness/actions.ts';
import { expectGoingOn } from './support/going-on.ts';
import { expect, test } from './support/test.ts';

interface Harnessed {
  readonly actionHarness: ActionHarness;
}

const ONE: Scene = { width: 640, height: 480, people: [{ face: 6, x: 320, y: 200, height: 150 }] };

test('a person is seen; scores and boxes alone are read back; a lost device is told', async ({ page }) => {
  await page.goto('/e2e/harness/actions.html?webgpu');
  await installStage(page);
  const held = () => page.evaluate(() => (globalThis as unknown as Harnessed).actionHarness.held());
  const look = (scene: Scene) =>
    page.evaluate((scene): Promise<ActionReading> => {
      const { guiseStage, actionHarness } = globalThis as unknown as Harnessed & { guiseStage: Stage };
      const canvas = guiseStage.draw(scene);
      return actionHarness.look(canvas, canvas);
    }, drawable(scene));

  const before = await held();
  const reading = await look(ONE);
  expect(reading).toMatchObject({ backend: 'webgpu', agrees: true, timestamp: 7 });
  expect(Object.keys(reading).sort()).toEqual(['agrees', 'backend', 'duration', 'people', 'timestamp']);
  expect(reading.people).toHaveLength(1);
  const [person] = reading.people;
  expect(person?.score).toBeGreaterThan(0.3);
  // The face is inside the box.
  expect(person?.x).toBeLessThan(0.42);
  expect((person?.x ?? 0) + (person?.width ?? 0)).toBeGreaterThan(0.58);
  const after = await held();
  expect(after.complaints).toEqual([]);
  // Two looks, raw and safe: 32² + 16² + 8² places, 11 classes and 4 × 8 bins each, float32.
  expect(after.readBack).toEqual([1344 * 43 * 4, 1344 * 43 * 4]);
  expect(after.tensors).toBe(before.tensors);

  const parity = await page.evaluate(() => (globalThis as unknown as Harnessed).actionHarness.parity());
  expect(parity.largest).toBeGreaterThan(1);
  expect(parity.network).toBeLessThan(1e-3);
  expect(parity.square.most).toBeLessThan(6);
  expect(parity.square.mean).toBeLessThan(1);

  await expect(
    page.evaluate(() => (globalThis as unknown as Harnessed).actionHarness.forged()),
  ).rejects.toThrow(/nobody vouched for/);

  await page.evaluate(() => (globalThis as unknown as Harnessed).actionHarness.loseDevice());
  await expect(look(ONE)).rejects.toThrow(/\w/);
});

test('in the page, when it is told to: labels arrive from the engine’s device, and the picture goes on', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&renderer=webgpu&actions=webgpu');
  const status = tab.getByTestId('status');
  const actions = tab.getByTestId('actions');
  await expect
    .poll(async () => Number(await actions.getAttribute('data-looks')), { timeout: 150_000 })
    .toBeGreaterThan(0);
  await expect(actions).toHaveAttribute('data-backend', 'webgpu');
  await expect(actions).toContainText('WebGPU, the engine’s device');
  await expect(status).toHaveAttribute('data-renderer', 'webgpu');
  await expectGoingOn(tab);
});
