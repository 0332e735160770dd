/** Opening a file in the page and saving what comes out. */
import { expect, type Page, type TestInfo } from '@playwright/test';
import { bareFaces } from './bare.ts';
import { lookInto, type TestVideo } from './videos.ts';

/** The card of the open file. */
export const file = (page: Page) => page.getByTestId('file');
export const ready = (page: Page) =>
  expect(file(page)).toHaveAttribute('data-activity', 'still', { timeout: 60_000 });
export const opened = async (
  page: Page,
  path: string | { name: string; mimeType: string; buffer: Buffer },
) => {
  await page.getByTestId('file-input').first().setInputFiles(path);
};

/** Exports and gives the path of what was saved. */
export async function exported(
  page: Page,
  info: TestInfo,
  name = 'out',
): Promise<{ path: string; name: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Export the video|^Save the picture/ }).click();
  const saved = await download;
  const path = info.outputPath(`${name}-${saved.suggestedFilename()}`);
  await saved.saveAs(path);
  await expect(page.getByTestId('export-result')).toBeVisible();
  return { path, name: saved.suggestedFilename() };
}

/** As many frames, at their times, of the same size and length, without words about it and without a true face. */
export async function expectSame(page: Page, path: string, video: TestVideo): Promise<void> {
  const look = await lookInto(page, path);
  expect(look.times).toHaveLength(video.times.length);
  look.times.forEach((time, i) => {
    expect(time).toBeCloseTo(video.times[i] ?? -1, 3);
  });
  expect([look.width, look.height]).toEqual([video.width, video.height]);
  expect(look.comment).toBe('');
  const truth = await lookInto(page, video.path);
  expect(look.duration).toBeCloseTo(truth.duration, 2);
  expect(bareFaces(look.pictures, truth.pictures, video.faces)).toEqual([]);
}
