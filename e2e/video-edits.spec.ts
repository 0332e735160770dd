/** A video is looked through once; people, doubtful places, covers by hand and what is kept are seen and changed on a timeline. */
import { expect, type Page } from '@playwright/test';
import type { SceneFace } from '../testing/scenes/scene.ts';
import { alikeShare, bareFaces } from './support/bare.ts';
import { exported, opened, ready } from './support/export.ts';
import { test } from './support/test.ts';
import { lookInto, makeVideo, type TestVideo } from './support/videos.ts';

test.setTimeout(300_000);

const timeline = (page: Page) => page.getByTestId('timeline');

async function openVideo(
  page: Page,
  name: string,
  scenario: 'four' | 'one',
  sound = false,
): Promise<TestVideo> {
  const video = await makeVideo(page, {
    name,
    container: 'mp4',
    width: 640,
    height: 360,
    durations: new Array<number>(20).fill(0.1),
    scenario,
    sound,
  });
  await page.goto('/?renderer=cpu&mode=mask');
  await opened(page, video.path);
  await ready(page);
  await expect(timeline(page)).toHaveAttribute('data-ready', 'true', { timeout: 120_000 });
  return video;
}

/** Clicks the middle of a face in the picture that is shown. */
async function clickFace(page: Page, face: SceneFace | undefined, width: number): Promise<void> {
  const layer = await page.getByTestId('edit-layer').boundingBox();
  const scale = (layer?.width ?? 0) / width;
  await page.mouse.click((layer?.x ?? 0) + (face?.x ?? 0) * scale, (layer?.y ?? 0) + (face?.y ?? 0) * scale);
}

test('one person stays visible, the others do not, and only what is kept is written, sound too', async ({
  page,
}, info) => {
  const video = await openVideo(page, 'edited', 'four', true);
  await expect.poll(() => page.getByTestId('person').count()).toBeGreaterThanOrEqual(4);
  await clickFace(page, video.faces[0]?.[0], video.width);
  await expect(page.getByTestId('chosen')).toHaveText('One face visible by your choice');
  await expect(page.locator('[data-testid=person][data-shown=true]')).toHaveCount(1);
  await page.getByRole('slider', { name: 'Start of what is kept' }).fill('0.5');
  await page.getByRole('slider', { name: 'End of what is kept' }).fill('1.5');
  await page.getByRole('switch', { name: 'Keep the sound' }).check();
  const { path } = await exported(page, info);
  const look = await lookInto(page, path);
  expect(look.times).toHaveLength(10);
  expect(look.times[0]).toBeCloseTo(0, 2);
  expect(look.duration).toBeCloseTo(1, 1);
  const truth = (await lookInto(page, video.path)).pictures.slice(5, 15);
  const faces = video.faces.slice(5, 15);
  look.pictures.forEach((picture, i) => {
    const chosen = faces[i]?.[0] as SceneFace;
    expect(alikeShare(picture, truth[i] as typeof picture, chosen, 24), `frame ${i}`).toBeGreaterThan(0.6);
  });
  const others = faces.map((all) => all.slice(1));
  expect(bareFaces(look.pictures, truth, others)).toEqual([]);
});

test('a cover by hand moves with its keys, and ends where it is told to', async ({ page }) => {
  await openVideo(page, 'keyed', 'one');
  await page.getByRole('button', { name: 'Add a cover' }).click();
  const hand = page.locator('[data-testid=mark][data-kind=hand]');
  await expect(hand).toHaveCount(1);
  const outline = () => hand.locator('.mark-line').getAttribute('d');
  const start = await outline();
  const position = page.getByRole('slider', { name: 'Position' });
  await position.fill('1.8');
  await ready(page);
  await hand.focus();
  // One after the other: half of the steps, seen on the way, lie where half of the time does.
  for (let i = 0; i < 8; i++) {
    const before = await outline();
    await page.keyboard.press('ArrowRight');
    await expect.poll(outline).not.toBe(before);
  }
  const end = await outline();
  await position.fill('0.9');
  // Half way, it is between.
  await expect.poll(async () => ![start, end].includes(await outline())).toBe(true);
  await page.getByTestId('cover-row').getByRole('button', { name: 'Ends here' }).click();
  await position.fill('1.8');
  await expect(hand).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(hand).toHaveCount(1);
});

test('the raw picture is there while a button is held, and beside a divider; nothing of it is saved', async ({
  page,
}) => {
  await openVideo(page, 'compared', 'one');
  const before = page.getByTestId('before');
  const hold = page.getByRole('button', { name: 'Hold to see it raw' });
  await hold.focus();
  await page.keyboard.down(' ');
  await expect(before).toBeVisible();
  await page.keyboard.up(' ');
  await expect(before).toHaveCount(0);
  await page.getByRole('button', { name: 'Raw beside covered' }).click();
  await expect(before.locator('video')).toBeVisible();
  await expect(page.getByRole('slider', { name: /^Divider/ })).toBeVisible();
  await page.getByRole('button', { name: 'Raw beside covered' }).click();
  await expect(before).toHaveCount(0);
});

test('moving or resizing the cover of a person bares them nowhere; what is left visible is said wherever the video stands', async ({
  page,
}, info) => {
  const video = await openVideo(page, 'reshaped', 'one');
  const position = page.getByRole('slider', { name: 'Position' });
  const chosen = page.getByTestId('chosen');
  await page.getByTestId('mark').first().focus();
  for (const key of ['Shift+ArrowUp', 'ArrowLeft', 'ArrowLeft']) {
    await page.keyboard.press(key);
  }
  await expect(chosen).toHaveText('one cover by hand');
  await expect(page.locator('[data-testid=mark][data-kind=hand]')).toBeFocused();
  for (const at of ['0.9', '1.8']) {
    await position.fill(at);
    await ready(page);
    await expect(page.locator('[data-testid=mark][data-kind=found]')).toHaveCount(1);
  }
  const { path } = await exported(page, info);
  const [look, truth] = [await lookInto(page, path), await lookInto(page, video.path)];
  expect(bareFaces(look.pictures, truth.pictures, video.faces)).toEqual([]);
  // Someone who is not in the frame that is shown is spoken of all the same.
  await page.getByRole('button', { name: 'Person 1 stays visible' }).click();
  await expect(chosen).toHaveText('One face visible by your choice, one cover by hand');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(chosen).toHaveText('one cover by hand');
  await page.keyboard.press('a');
  await expect(chosen).toHaveText('2 covers by hand');
});
