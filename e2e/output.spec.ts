/** The window for OBS: the safe picture alone, at its exact size, black until and unless faces are covered. */
import type { Page } from '@playwright/test';
import { makeClip, ONE_PERSON, type Picture } from './support/clips.ts';
import { judgeArrivals } from './support/far-end.ts';
import { expect, test } from './support/test.ts';

/** What a program sees that takes over the window, decoded in the page. */
async function screen(tab: Page): Promise<Picture> {
  const base64 = (await tab.screenshot()).toString('base64');
  const { data, ...size } = await tab.evaluate(async (png) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64(png)]));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, data: new Uint8Array(data.buffer).toBase64() };
  }, base64);
  return { ...size, data: new Uint8ClampedArray(Buffer.from(data, 'base64')) };
}

/** Share of pixels that are black. */
function blackness({ data }: Picture): number {
  let black = 0;
  for (let at = 0; at < data.length; at += 4) {
    black += data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 0 ? 1 : 0;
  }
  return black / (data.length / 4);
}

test('shows the covered picture, pixel for pixel, and nothing else', async ({ page, openWithCamera }) => {
  test.setTimeout(180_000);
  const clip = await makeClip(page, ONE_PERSON);
  const tab = await openWithCamera(clip.path);
  await tab.setViewportSize({ width: 640, height: 480 });
  await tab.goto('/?output=1&mode=mask&renderer=cpu');
  const canvas = tab.getByTestId('stage');
  await expect(canvas).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(() => canvas.evaluate((c: HTMLCanvasElement) => `${c.width}x${c.height}`))
    .toBe('640x480');
  expect(await canvas.boundingBox()).toEqual({ x: 0, y: 0, width: 640, height: 480 });
  await expect(tab.locator('button, input, select, a, h1, p')).toHaveCount(0);
  const shown: Picture[] = [];
  for (let i = 0; i < 10; i++) {
    shown.push(await screen(tab));
  }
  const { bare, judged, untouched } = judgeArrivals(shown, clip);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThan(3);
  expect(untouched).toBeGreaterThan(judged / 2);
  // What is wished for here is not what the page is set to.
  expect(await tab.evaluate(() => localStorage.getItem('guise'))).toBeNull();
});

test('black while there is no detector, though frames come', async ({ openWithPerson, watch }) => {
  watch.expect(/404|model/);
  const tab = await openWithPerson();
  await tab.route(/face-detector.*\.bin/, (route) => route.fulfill({ status: 404 }));
  await tab.goto('/?output=1&mode=mask&renderer=cpu');
  // The plate has come to the canvas: pictures are drawn, and hidden.
  const drawn = () =>
    tab.getByTestId('stage').evaluate((canvas: HTMLCanvasElement) => {
      const context = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(canvas, 0, 0, 1, 1);
      return context.getImageData(0, 0, 1, 1).data[3];
    });
  await expect.poll(drawn, { timeout: 60_000 }).toBe(255);
  for (let i = 0; i < 5; i++) {
    expect(blackness(await screen(tab))).toBe(1);
    await tab.waitForTimeout(300);
  }
});

test('black again when the camera goes, with the reason in the title', async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  await tab.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await real(constraints);
      Object.assign(globalThis, { camera: stream.getVideoTracks()[0] });
      return stream;
    };
  });
  await tab.goto('/?output=1&mode=blur&renderer=cpu');
  const canvas = tab.getByTestId('stage');
  await expect(canvas).toBeVisible({ timeout: 60_000 });
  expect(blackness(await screen(tab))).toBeLessThan(0.9);
  await tab.evaluate(() => {
    (globalThis as unknown as { camera: MediaStreamTrack }).camera.dispatchEvent(new Event('ended'));
  });
  await expect(canvas).toBeHidden();
  expect(blackness(await screen(tab))).toBe(1);
  await expect(tab).toHaveTitle(/unplugged/);
});
