/** The mode `persona` with the weights of this build, on both renderers: frame by frame on real faces, and in the page. */
import type { Page, TestInfo } from '@playwright/test';
import { facesOf, inEllipse, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import type { Harness } from './harness/engine.ts';
import { alikeShare } from './support/bare.ts';
import { makeClip } from './support/clips.ts';
import { decoded } from './support/decoded.ts';
import { expectSame, exported, opened, ready } from './support/export.ts';
import { meanDifference } from './support/flicker.ts';
import { look, openStage, PEOPLE, woven } from './support/network-frames.ts';
import { expect, test } from './support/test.ts';
import { makeVideo } from './support/videos.ts';
import { expectNoLeaks } from './support/watch-stage.ts';

const CLIP = { name: 'page', width: 640, height: 480, fps: 30, seconds: 4, scenario: 'one' } as const;
/** Share of a face's pixels that may have about the colour that they had: another face of that skin is not another colour everywhere. */
const BARE = 0.35;
const kindOf = ({ project }: TestInfo) => (project.name === 'webgpu' ? 'webgpu' : 'cpu');
const notice = (tab: Page) => tab.locator('.notice', { hasText: 'stranger’s face' });

test('small, large, rolled, overlapping and at the border: strangers, and nothing of the frame in a core', async ({
  page,
}, info) => {
  await openStage(page);
  const drawing = { alone: true, mode: 'persona', kind: kindOf(info) } as const;
  for (const [i, [name, people]] of Object.entries(PEOPLE).entries()) {
    const scene: Scene = { width: 640, height: 480, people };
    const { raw, safe, report } = await look(page, scene, { ...drawing, timestamp: i });
    expect(report, name).toMatchObject({ mode: 'persona', covered: 'faces', renderer: drawing.kind });
    for (const face of facesOf(scene)) {
      expect(alikeShare(safe, raw, face, 2), `${name}, person ${face.person}`).toBeLessThan(0.15);
    }
  }
  const scene: Scene = {
    width: 640,
    height: 480,
    people: [{ face: 18, x: 300, y: 260, height: 330, roll: 8 }],
  };
  const [face] = facesOf(scene) as [SceneFace];
  const weave = 12;
  const { raw, safe } = await look(page, scene, { ...drawing, timestamp: 9, weave });
  const inFace = (x: number, y: number) => inEllipse(face, x, y, { x: 0.9, y: 0.9, rise: 0 });
  const outside = (x: number, y: number) => !inEllipse(face, x, y, { x: 2, y: 2, rise: 0 });
  expect(woven(raw, weave, inFace)).toBeGreaterThan(0.8);
  expect(Math.abs(woven(safe, weave, inFace))).toBeLessThan(0.05);
  expect(woven(safe, weave, outside)).toBeGreaterThan(0.8);
});

test('both renderers draw the same strangers', { tag: '@webgpu' }, async ({ page }) => {
  await openStage(page);
  const scene: Scene = { width: 640, height: 480, people: PEOPLE['small and large'] ?? [] };
  const drawing = { timestamp: 1, mode: 'persona' } as const;
  const cpu = await look(page, scene, { ...drawing, kind: 'cpu' });
  const gpu = await look(page, scene, { ...drawing, kind: 'webgpu' });
  expect([cpu.report.renderer, gpu.report.renderer]).toEqual(['cpu', 'webgpu']);
  expect(meanDifference([...cpu.safe.data], [...gpu.safe.data])).toBeLessThan(0.5);
  expect(meanDifference([...cpu.raw.data], [...cpu.safe.data])).toBeGreaterThan(1);
});

test('on a camera: strangers are drawn, and no frame leaks', async ({ page, openWithCamera }, info) => {
  const clip = await makeClip(page, CLIP);
  const tab = await openWithCamera(clip.path);
  await tab.goto('/e2e/harness/engine.html');
  const settings = {
    views: [{ mode: 'persona' as const }],
    renderer: kindOf(info) as 'cpu' | 'webgpu',
    leakRate: 0,
    privacyRate: 0,
    actionRate: 0,
  };
  await tab.evaluate(
    (given) => (globalThis as unknown as { harness: Harness }).harness.start(given),
    settings,
  );
  const last = () =>
    tab.evaluate(() => (globalThis as unknown as { harness: Harness }).harness.reports.at(-1));
  await expect
    .poll(async () => [(await last())?.mode, (await last())?.renderer], { timeout: 120_000 })
    .toEqual(['persona', kindOf(info)]);
  await expectNoLeaks(tab, clip, BARE);
});

test('a picture and a video: every face is a stranger’s, in what is saved too; "Another face" draws another, and none is stored', async ({
  page,
}, info) => {
  const scene: Scene = {
    width: 320,
    height: 240,
    background: 1,
    people: [{ face: 6, x: 160, y: 120, height: 110 }],
  };
  const [face] = facesOf(scene) as [SceneFace];
  await page.goto('/e2e/harness/media.html');
  const path = info.outputPath('one.png');
  await writePictures(page, new Map([[path, scene]]));
  await page.goto(`/?renderer=${kindOf(info)}&mode=persona`);
  await opened(page, path);
  await ready(page);
  const status = page.getByTestId('status');
  await expect(status).toHaveAttribute('data-mode', 'persona', { timeout: 120_000 });
  await expect(status).toHaveAttribute('data-renderer', kindOf(info), { timeout: 120_000 });
  const raw = await decoded(page, path);
  const first = await decoded(page, (await exported(page, info)).path);
  expect(alikeShare(first, raw, face, 2)).toBeLessThan(0.15);
  // One draw in 32 is the same stranger, and what is saved is what is shown, which may be the picture before still.
  await expect
    .poll(
      async () => {
        await page.getByRole('button', { name: 'Another face' }).click();
        const second = await decoded(page, (await exported(page, info)).path);
        expect(alikeShare(second, raw, face, 2)).toBeLessThan(0.15);
        return alikeShare(second, first, face, 2);
      },
      { timeout: 120_000 },
    )
    .toBeLessThan(0.9);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('faceKey');

  const video = await makeVideo(page, {
    name: 'tiny',
    container: 'webm',
    width: 240,
    height: 180,
    durations: new Array<number>(5).fill(0.1),
    scenario: 'one',
  });
  await page.goto(`/?renderer=${kindOf(info)}&mode=persona`);
  await opened(page, video.path);
  await ready(page);
  await expect(status).toHaveAttribute('data-mode', 'persona', { timeout: 120_000 });
  await expectSame(page, (await exported(page, info)).path, video);
});

test('weights that are missing: faces are masked, the page says so, and strangers come when they can be had', {
  tag: '@cpu',
}, async ({ page, watch, openWithCamera }) => {
  watch.expect(/persona-/);
  watch.expect(/404|ERR_FAILED/);
  const tab = await openWithCamera((await makeClip(page, CLIP)).path);
  let missing = true;
  let asked = 0;
  await tab.context().route('**/persona-strangers-*.bin', (route) => {
    asked += 1;
    return missing ? route.fulfill({ status: 404 }) : route.continue();
  });
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  const status = tab.getByTestId('status');
  await expect(status).toHaveAttribute('data-state', 'live', { timeout: 90_000 });
  // Nothing is loaded before it is chosen.
  expect(asked).toBe(0);
  await tab.getByRole('radio', { name: 'Stranger', exact: true }).check();
  await expect(notice(tab)).toContainText(/model is missing .*is not on the server.* masked /, {
    timeout: 60_000,
  });
  await expect(status).toHaveAttribute('data-mode', 'mask');
  missing = false;
  await expect(status).toHaveAttribute('data-mode', 'persona', { timeout: 60_000 });
  await expect(notice(tab)).toHaveCount(0);
});
