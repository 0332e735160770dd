/** The leak meter, in a worker inside a worker as in the engine, on real faces: does it see a leak, and only a leak? */
import type { Page } from '@playwright/test';
import type { LeakReading } from '../src/engine/meters/leak/meter.ts';
import { sceneAt } from '../testing/scenes/scenarios.ts';
import { facesOf, type Scene } from '../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../testing/scenes/stage.ts';
import type { Cover, LeakMeterHarness } from './harness/leak-meter.ts';
import { damage, refusal } from './support/damage.ts';
import { expect, test } from './support/test.ts';

const ONE: Scene = { width: 640, height: 480, people: [{ face: 6, x: 320, y: 220, height: 140 }] };
const THREE: Scene = {
  width: 1280,
  height: 720,
  people: [
    { face: 6, x: 220, y: 320, height: 140 },
    { face: 7, x: 620, y: 320, height: 140 },
    { face: 20, x: 1000, y: 320, height: 140 },
  ],
};

/** Covers about the true faces, enlarged as the engine does by default. */
function covers(scene: Scene, enlarge = 1.6): Cover[] {
  return facesOf(scene).map(({ box }) => ({
    x: box.x - (box.width * (enlarge - 1)) / 2,
    y: box.y - (box.height * (enlarge - 1)) / 2,
    width: box.width * enlarge,
    height: box.height * enlarge,
  }));
}

type How = Parameters<LeakMeterHarness['examine']>[1];

function examine(page: Page, scene: Scene, how: How): Promise<LeakReading> {
  return page.evaluate(
    ([drawn, how]) => {
      const { guiseStage, leakMeterHarness } = globalThis as unknown as {
        guiseStage: Stage;
        leakMeterHarness: LeakMeterHarness;
      };
      return leakMeterHarness.examine(guiseStage.draw(drawn), how);
    },
    [drawable(scene), how] as const,
  );
}

test.beforeEach(async ({ page }) => {
  await page.goto('/e2e/harness/leak-meter.html');
  await installStage(page);
});

for (const camera of [false, true]) {
  test.describe(camera ? 'frames of a camera' : 'pictures', () => {
    test('a covered face is no leak', async ({ page }) => {
      const reading = await examine(page, ONE, { covers: covers(ONE), camera });
      expect(reading).toMatchObject({ faces: 1, bareFaces: 0, timestamp: 7 });
      expect(reading.uncovered).toBeLessThan(0.01);
      expect(reading.duration).toBeGreaterThan(0);
    });

    test('a bare face is one', async ({ page }) => {
      const reading = await examine(page, ONE, { covers: [], camera });
      expect(reading).toMatchObject({ faces: 1, bareFaces: 1 });
      expect(reading.uncovered).toBeGreaterThan(0.95);
    });

    test('a cover that is too small leaves a share', async ({ page }) => {
      const reading = await examine(page, ONE, { covers: covers(ONE, 0.7), camera });
      expect(reading.bareFaces).toBe(1);
      expect(reading.uncovered).toBeGreaterThan(0.2);
      expect(reading.uncovered).toBeLessThan(0.7);
    });

    test('a frame covered whole is never a leak', async ({ page }) => {
      const reading = await examine(page, ONE, { covers: [], compare: 'whole', camera });
      expect(reading).toMatchObject({ faces: 1, bareFaces: 0, uncovered: 0 });
    });

    test('pictures that cannot be compared are refused', async ({ page }) => {
      await expect(examine(page, ONE, { covers: [], compare: 'other', camera })).rejects.toThrow(
        /nothing can be said/,
      );
      // And the next frame is read again.
      await expect(examine(page, ONE, { covers: covers(ONE), camera })).resolves.toMatchObject({ faces: 1 });
    });
  });
}

test('of three faces the one that is bare is counted', async ({ page }) => {
  const reading = await examine(page, THREE, { covers: covers(THREE).slice(1) });
  expect(reading).toMatchObject({ faces: 3, bareFaces: 1 });
  expect(reading.uncovered).toBeGreaterThan(0.25);
  expect(reading.uncovered).toBeLessThan(0.4);
});

test('a blurred cheek that looks much the same is no leak', async ({ page }) => {
  for (const blur of [8, 16, 24]) {
    const reading = await examine(page, THREE, { covers: covers(THREE), blur });
    expect(reading).toMatchObject({ faces: 3, bareFaces: 0 });
    expect(reading.uncovered).toBeLessThan(0.05);
  }
});

test('most of sixteen small faces are found, and none of them is bare when all are covered', async ({
  page,
}) => {
  const scene = sceneAt('sixteen', { width: 640, height: 480, time: 1, seconds: 8 });
  const reading = await examine(page, scene, { covers: covers(scene) });
  expect(reading.faces).toBeGreaterThanOrEqual(10);
  expect(reading.faces).toBeLessThanOrEqual(16);
  expect(reading.bareFaces).toBe(0);
});

test('a crowd that is covered is never cried for, however much lies between its heads', async ({ page }) => {
  for (const [width, height] of [
    [640, 480],
    [1280, 720],
  ] as const) {
    // At these times the network takes up to three places between the heads for faces.
    for (const time of [0, 0.4, 0.8, 1.6]) {
      const scene = sceneAt('sixteen', { width, height, time, seconds: 8 });
      expect(await examine(page, scene, { covers: covers(scene) })).toMatchObject({ bareFaces: 0 });
    }
  }
});

test('an empty room has no faces', async ({ page }) => {
  for (let background = 0; background < 10; background++) {
    const reading = await examine(page, { width: 640, height: 480, background, people: [] }, { covers: [] });
    expect(reading).toMatchObject({ faces: 0, uncovered: 0, bareFaces: 0 });
  }
});

test('tensors do not grow from reading to reading', async ({ page }) => {
  const [before, after] = await page.evaluate(async (scene) => {
    const { guiseStage, leakMeterHarness } = globalThis as unknown as {
      guiseStage: Stage;
      leakMeterHarness: LeakMeterHarness;
    };
    const canvas = guiseStage.draw(scene);
    await leakMeterHarness.find(canvas, 0.5);
    const first = leakMeterHarness.tensors();
    for (let i = 0; i < 100; i++) {
      await leakMeterHarness.find(canvas, 0.5);
    }
    return [first, leakMeterHarness.tensors()];
  }, drawable(ONE));
  expect(before).toBeGreaterThan(0);
  expect(after).toBe(before);
});

test('damaged weights are refused with a reason', async ({ page, watch }) => {
  watch.expect(/tiny_face_detector_model/);
  await damage(page, /tiny_face_detector_model.*\.bin/);
  await page.reload();
  expect(await refusal(page, 'leakMeterHarness')).toMatch(/not the tested one/);
});
