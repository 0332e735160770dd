/** Heads that show no face: people in photographs, whose faces are painted over while the camera runs. */
import type { Page } from '@playwright/test';
import type { FrameReport } from '../src/engine/safe/frame.ts';
import { photograph } from '../testing/scenes/photograph.ts';
import { facesOf } from '../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../testing/scenes/stage.ts';
import type { Harness } from './harness/engine.ts';
import { expect, test } from './support/test.ts';

const SCENE = photograph(2, 640);
const FACES = facesOf(SCENE);
/** ms; well over the time in which a lost face is kept covered and then searched for. */
const LONG = 3500;

/** Starts the engine with a camera that shows the photograph; its three faces are covered. */
async function begin(page: Page): Promise<void> {
  await page.goto('/e2e/harness/engine.html');
  await installStage(page);
  await page.evaluate((drawn) => {
    const { guiseStage } = globalThis as unknown as { guiseStage: Stage };
    const picture = guiseStage.draw(drawn);
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const patch = { faces: [] as readonly { x: number; y: number; width: number; height: number }[] };
    Object.assign(globalThis, { patch });
    setInterval(() => {
      context.drawImage(picture, 0, 0);
      context.fillStyle = '#4a3629';
      for (const { x, y, width, height } of patch.faces) {
        context.fillRect(x - 0.95 * width, y - 1.21 * height, 1.9 * width, 2.1 * height);
      }
    }, 60);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15);
  }, drawable(SCENE));
  await page.evaluate(() =>
    (globalThis as unknown as { harness: Harness }).harness.start({ renderer: 'cpu', leakRate: 0 }),
  );
  await page.waitForFunction((count) => {
    const last = (globalThis as unknown as { harness: Harness }).harness.reports.at(-1);
    return last?.covered === 'faces' && last.faces.filter((f) => f.verdict === 'confirmed').length === count;
  }, FACES.length);
}

/** Paints all faces over. @returns what was told of the frames after so many ms */
function afterPainting(page: Page, ms: number): Promise<readonly FrameReport[]> {
  return page.evaluate(
    async ([faces, ms]) => {
      const { harness, patch } = globalThis as unknown as { harness: Harness; patch: { faces: unknown } };
      patch.faces = faces;
      await new Promise((resolve) => setTimeout(resolve, ms));
      const since = harness.reports.length;
      while (harness.reports.length < since + 5) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return harness.reports.slice(since);
    },
    [FACES, ms] as const,
  );
}

test('people whose faces are hidden stay covered by their bodies, and nothing else is', async ({ page }) => {
  await begin(page);
  for (const { covered, reason, faces } of await afterPainting(page, LONG)) {
    expect([covered, reason]).toEqual(['faces', 'faces']);
    for (const { box } of FACES) {
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const holds = faces.some(
        (cover) =>
          cover.x < x - box.width / 2 &&
          cover.y < y - box.height / 2 &&
          cover.x + cover.width > x + box.width / 2 &&
          cover.y + cover.height > y + box.height / 2,
      );
      expect(holds, `a cover about ${x.toFixed()}, ${y.toFixed()}`).toBe(true);
    }
    expect(faces.every(({ state, verdict }) => state === 'predicted' && verdict === 'confirmed')).toBe(true);
  }
});

test('where bodies cannot be found the whole frame is covered', async ({ page }) => {
  await page.route('**/models/objects-*', (route) => route.fulfill({ status: 200, body: 'damaged' }));
  await begin(page);
  for (const { covered, reason } of await afterPainting(page, LONG)) {
    expect([covered, reason]).toEqual(['whole', 'no-face']);
  }
});

test('one whose face was never to be seen has the head covered, and nothing else is', async ({ page }) => {
  const scene = photograph(6, 1280);
  const face = facesOf(scene)[0] as (typeof FACES)[number];
  const part = {
    x: Math.round(face.x - 1.6 * face.width),
    y: Math.round(face.y - 1.4 * face.height),
    width: Math.round(3.2 * face.width),
    height: Math.round(5 * face.height),
  };
  await page.goto('/e2e/harness/engine.html');
  await installStage(page);
  await page.evaluate(
    ([drawn, hidden, part]) => {
      const { guiseStage, harness } = globalThis as unknown as { guiseStage: Stage; harness: Harness };
      const picture = guiseStage.draw(drawn);
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: part.width, height: part.height });
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.translate(-part.x, -part.y);
      context.fillStyle = '#4a3629';
      setInterval(() => {
        context.drawImage(picture, 0, 0);
        for (const { x, y, width, height } of hidden) {
          context.beginPath();
          context.ellipse(x, y - 0.16 * height, 0.86 * width, 0.96 * height, 0, 0, 7);
          context.fill();
        }
      }, 60);
      navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15);
      return harness.start({ renderer: 'cpu', leakRate: 0 });
    },
    [drawable(scene), facesOf(scene), part] as const,
  );
  // Until the networks that find heads are loaded, everything is covered.
  await page.waitForFunction(
    () => (globalThis as unknown as { harness: Harness }).harness.reports.at(-1)?.covered === 'faces',
  );
  const reports = await page.evaluate(() => (globalThis as unknown as { harness: Harness }).harness.reports);
  expect(reports[0]).toMatchObject({ covered: 'whole' });
  for (const { faces } of reports.filter(({ covered }) => covered === 'faces')) {
    expect(faces).toHaveLength(1);
    const [cover] = faces as [(typeof faces)[number]];
    expect(cover.verdict).toBe('uncertain');
    const [x, y] = [face.x - part.x, face.y - part.y];
    expect(cover.x).toBeLessThan(x - 0.4 * face.width);
    expect(cover.y).toBeLessThan(y - 0.4 * face.height);
    expect(cover.x + cover.width).toBeGreaterThan(x + 0.4 * face.width);
    expect(cover.y + cover.height).toBeGreaterThan(y + 0.4 * face.height);
  }
});
