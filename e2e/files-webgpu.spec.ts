/** Files through the WebGPU renderer: small ones, since here it is software. What files are made of is tested in files.spec.ts. */
import type { Page } from '@playwright/test';
import { facesOf, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import { alikeShare } from './support/bare.ts';
import { decoded } from './support/decoded.ts';
import { expectSame, exported, file, opened } from './support/export.ts';
import { expect, test } from './support/test.ts';
import { makeVideo } from './support/videos.ts';

const drawnByGpu = (page: Page) =>
  expect(page.getByTestId('export-result')).toHaveAttribute('data-renderer', 'webgpu');

/** A file waits for its renderer; compiling shaders for software takes a while. */
async function gpuReady(page: Page): Promise<void> {
  await expect(file(page)).toHaveAttribute('data-activity', 'still', { timeout: 150_000 });
  await expect(page.getByTestId('status')).toHaveAttribute('data-renderer', 'webgpu');
}

test('a video: every frame and its time are kept, its faces are not', async ({ page }, info) => {
  const video = await makeVideo(page, {
    name: 'tiny',
    container: 'webm',
    width: 240,
    height: 180,
    durations: new Array<number>(5).fill(0.1),
    scenario: 'one',
  });
  await page.goto('/?renderer=webgpu');
  await opened(page, video.path);
  await gpuReady(page);
  const { path } = await exported(page, info);
  await drawnByGpu(page);
  await expectSame(page, path, video);
});

test('a picture: its face is covered, the rest stays', async ({ page }, info) => {
  const scene: Scene = {
    width: 320,
    height: 240,
    background: 1,
    people: [{ face: 6, x: 160, y: 120, height: 90 }],
  };
  await page.goto('/e2e/harness/media.html');
  const path = info.outputPath('one.jpg');
  await writePictures(page, new Map([[path, scene]]));
  await page.goto('/?renderer=webgpu&mode=mask');
  await opened(page, path);
  await gpuReady(page);
  const { path: saved } = await exported(page, info);
  await drawnByGpu(page);
  const [raw, shown] = [await decoded(page, path), await decoded(page, saved)];
  const [face] = facesOf(scene) as [SceneFace];
  expect(alikeShare(shown, raw, face)).toBeLessThan(0.2);
  // The comparison can tell: most of the picture is as it was.
  const all = { x: 0, y: 0, width: scene.width, height: scene.height };
  const everywhere = {
    ...face,
    x: 160,
    y: 120,
    width: 2 * all.width,
    height: 2 * all.height,
    roll: 0,
    box: all,
  };
  expect(alikeShare(shown, raw, everywhere)).toBeGreaterThan(0.5);
});
