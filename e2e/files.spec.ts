/** Videos and pictures in the page: what comes out is what went in, but for the faces; and clear words for what is neither. */

import type { Page, TestInfo } from '@playwright/test';
import { bareFaces } from './support/bare.ts';

import { expect, test } from './support/test.ts';
import { lookInto, makeVideo, type TestVideo } from './support/videos.ts';

/** A camera that cannot keep its rate: every other frame comes late. */
const UNSTEADY = Array.from({ length: 12 }, (_, i) => (i % 2 ? 0.1 : 0.03));

const file = (page: Page) => page.getByTestId('file');
const ready = (page: Page) =>
  expect(file(page)).toHaveAttribute('data-activity', 'still', { timeout: 60_000 });
const opened = async (page: Page, path: string | { name: string; mimeType: string; buffer: Buffer }) => {
  await page.getByTestId('file-input').first().setInputFiles(path);
};

/** Exports and gives the path of what was saved. */
async function exported(page: Page, info: TestInfo, name = 'out'): Promise<{ path: string; name: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Export the video|^Save the picture/ }).click();
  const saved = await download;
  const path = info.outputPath(`${name}-${saved.suggestedFilename()}`);
  await saved.saveAs(path);
  await expect(page.getByTestId('export-result')).toBeVisible();
  return { path, name: saved.suggestedFilename() };
}

async function expectSame(page: Page, path: string, video: TestVideo): Promise<void> {
  const look = await lookInto(page, path);
  expect(look.times).toHaveLength(video.times.length);
  look.times.forEach((time, i) => {
    expect(time).toBeCloseTo(video.times[i] ?? -1, 3);
  });
  expect(look.duration).toBeCloseTo(video.duration, 2);
  expect([look.width, look.height]).toEqual([video.width, video.height]);
  expect(look.comment).toBe('');
  const truth = await lookInto(page, video.path);
  expect(bareFaces(look.pictures, truth.pictures, video.faces)).toEqual([]);
}

test('a turned video of an unsteady camera: every frame, its time, its turn and its length are kept, its faces are not', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'turned',
    container: 'mp4',
    width: 240,
    height: 320,
    durations: UNSTEADY,
    scenario: 'one',
    rotation: 90,
    sound: true,
    comment: 'filmed at home',
  });
  await page.goto('/?renderer=cpu');
  await opened(page, video.path);
  await ready(page);
  await expect(file(page)).toContainText('240 × 320');
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  const { path, name } = await exported(page, info);
  expect(name).toMatch(/-anonymised\.mp4$/);
  await expectSame(page, path, video);
  const look = await lookInto(page, path, 100);
  expect(look.rotation).toBe(90);
  expect(look.sound).toBeNull();
});
