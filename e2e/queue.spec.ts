/** Several files at once: each can be looked at and corrected, all are written, what fails is said beside it. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { facesOf, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import { alikeShare } from './support/bare.ts';
import type { Picture } from './support/clips.ts';
import { decoded } from './support/decoded.ts';
import { ready } from './support/export.ts';
import { expectAccessible, expectFits, LOOKS, takeLook } from './support/looks.ts';
import { expect, test } from './support/test.ts';
import { makeVideo } from './support/videos.ts';

const sceneOf = (face: number): Scene => ({
  width: 320,
  height: 240,
  background: face,
  people: [{ face, x: 160, y: 120, height: 100 }],
});

test('several files are corrected one by one, written in a row and saved in one ZIP; a file that is none is told apart', async ({
  page,
}, info) => {
  const scenes = new Map([6, 7, 18].map((face) => [info.outputPath(`${face}.jpg`), sceneOf(face)]));
  await page.goto('/e2e/harness/media.html');
  await writePictures(page, scenes);
  const paths = [...scenes.keys()];
  await page.goto('/?renderer=cpu&mode=mask');
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles([
      ...paths.map((path) => ({
        name: path.replace(/^.*\//, ''),
        mimeType: 'image/jpeg',
        buffer: readFileSync(path),
      })),
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing to see') },
    ]);
  const queue = page.getByTestId('queue');
  await expect(queue.getByRole('listitem')).toHaveCount(4);
  await ready(page);
  // The second one is opened, and its face left visible.
  await queue.getByRole('button', { name: '7.jpg' }).click();
  await ready(page);
  const marks = page.getByTestId('mark');
  await expect(marks).toHaveCount(1, { timeout: 60_000 });
  await marks.first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('chosen')).toHaveText('One face visible by your choice');
  await queue.getByRole('button', { name: '18.jpg' }).click();
  await ready(page);
  await expect(page.getByTestId('chosen')).toContainText('Click a cover');
  await queue.getByRole('button', { name: 'Anonymise 4 files' }).click();
  await expect(queue).toHaveAttribute('data-done', '3', { timeout: 120_000 });
  await expect(queue).toHaveAttribute('data-running', 'false');
  await expect(queue.locator('[data-status=failed]')).toContainText('notes.txt');
  // A picture that is done is on the stage, not the file that failed. Of that one nothing can be saved.
  const save = page.getByRole('button', { name: 'Save the picture' });
  await expect(save).toHaveCount(1);
  await queue.getByRole('button', { name: 'notes.txt' }).click();
  await expect(save).toHaveCount(0);
  const download = page.waitForEvent('download');
  await queue.getByRole('button', { name: 'Save as ZIP' }).click();
  const saved = unzipSync(readFileSync(await (await download).path()));
  expect(Object.keys(saved)).toEqual([
    '6-anonymised.jpg',
    '7-anonymised.jpg',
    '18-anonymised.jpg',
    'guise-report.json',
  ]);
  const report = JSON.parse(new TextDecoder().decode(saved['guise-report.json']));
  expect(
    report.files.map((file: { report?: { chosen: { visible: number } } }) => file.report?.chosen.visible),
  ).toEqual([0, 1, 0, undefined]);
  for (const [i, path] of paths.entries()) {
    const face = [6, 7, 18][i] as number;
    const shown = await picture(page, saved[`${face}-anonymised.jpg`] as Uint8Array);
    const share = alikeShare(shown, await decoded(page, path), facesOf(sceneOf(face))[0] as SceneFace, 12);
    if (face === 7) {
      expect(share).toBeGreaterThan(0.8);
    } else {
      expect(share).toBeLessThan(0.3);
    }
  }
  // A correction after the fact: that file has to be written again, the others not.
  await queue.getByRole('button', { name: '7.jpg' }).click();
  await ready(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(queue).toHaveAttribute('data-done', '2');
});

async function picture(page: Parameters<typeof decoded>[0], bytes: Uint8Array): Promise<Picture> {
  const { data, ...size } = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64(base64)]));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    return {
      width,
      height,
      data: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer).toBase64(),
    };
  }, Buffer.from(bytes).toString('base64'));
  return { ...size, data: new Uint8ClampedArray(Buffer.from(data, 'base64')) };
}

test('files that are dropped together come in one queue, and a picture is copied covered', async ({
  page,
  context,
}, info) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const path = info.outputPath('one.jpg');
  await page.goto('/e2e/harness/media.html');
  await writePictures(page, new Map([[path, sceneOf(6)]]));
  await page.goto('/?renderer=cpu&mode=mask');
  await expect(page.getByText('drop a file here', { exact: false })).toBeVisible();
  await page.evaluate((base64) => {
    const dataTransfer = new DataTransfer();
    for (const name of ['a.jpg', 'b.jpg']) {
      dataTransfer.items.add(new File([Uint8Array.fromBase64(base64)], name, { type: 'image/jpeg' }));
    }
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, readFileSync(path).toString('base64'));
  await expect(page.getByTestId('queue').getByRole('listitem')).toHaveCount(2);
  await ready(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Copy picture' }).click();
  await expect(page.getByTestId('copied')).toBeVisible();
  const bytes = await page.evaluate(async () => {
    const [item] = (await navigator.clipboard.read()) as [ClipboardItem];
    const png = await item.getType('image/png');
    return new Uint8Array(await png.arrayBuffer()).toBase64();
  });
  const shown = await picture(page, Buffer.from(bytes, 'base64'));
  const [face] = facesOf(sceneOf(6)) as [SceneFace];
  expect(alikeShare(shown, await decoded(page, path), face, 12)).toBeLessThan(0.3);
});

test('of a folder without pictures and videos it is said that there are none', async ({ page }) => {
  await page.goto('/?renderer=cpu&mode=mask');
  await expect(page.getByText('drop a file here', { exact: false })).toBeVisible();
  const said = page.waitForEvent('dialog').then(async (dialog) => {
    await dialog.accept();
    return dialog.message();
  });
  await page.evaluate(() => {
    const folder = {
      isDirectory: true,
      name: 'empty',
      createReader: () => ({ readEntries: (give: (inside: []) => void) => give([]) }),
    };
    DataTransferItem.prototype.webkitGetAsEntry = () => folder as unknown as FileSystemEntry;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([], 'empty'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  expect(await said).toBe('There is no picture or video in it.');
});

/** Pictures of these faces, as files for the page. */
async function pictures(page: Page, faces: readonly number[], path: (name: string) => string) {
  const scenes = new Map(faces.map((face) => [path(`${face}.jpg`), sceneOf(face)]));
  await page.goto('/e2e/harness/media.html');
  await writePictures(page, scenes);
  return [...scenes.keys()];
}

const queueOf = (page: Page) => page.getByTestId('queue');
const choose = (page: Page, paths: readonly string[]) =>
  page
    .getByTestId('file-input')
    .first()
    .setInputFiles([...paths]);

test('what is cancelled can be done again, and says meanwhile how far it is and how long it takes; each is saved', async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  const paths = await pictures(page, [6], info.outputPath.bind(info));
  const video = await makeVideo(page, {
    name: 'queued',
    container: 'mp4',
    width: 640,
    height: 360,
    // So many that a fast machine is still at it a second after it began, when it says how long it takes.
    durations: new Array<number>(300).fill(0.05),
    scenario: 'one',
  });
  await page.goto('/?renderer=cpu&mode=mask');
  await choose(page, [...paths, video.path]);
  const queue = queueOf(page);
  await ready(page);
  await queue.getByRole('button', { name: 'Anonymise 2 files' }).click();
  const rows = queue.getByRole('listitem');
  await expect(rows.nth(1)).toHaveAttribute('data-status', 'working', { timeout: 60_000 });
  await expect(rows.nth(1)).toContainText('being written');
  const said = queue.getByRole('status');
  await expect(said).toHaveText(/^1 of 2 done, about \d+ (s|min) left$/, { timeout: 60_000 });
  const share = () => queue.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value);
  const before = await share();
  expect(before).toBeGreaterThan(0);
  await expect.poll(share).toBeGreaterThan(before);
  await queue.getByRole('button', { name: 'Cancel' }).click();
  await expect(queue).toHaveAttribute('data-running', 'false', { timeout: 60_000 });
  await expect(rows.nth(1)).toHaveAttribute('data-status', 'waiting');
  await expect(rows.nth(0)).toHaveAttribute('data-status', 'done');
  await queue.getByRole('button', { name: 'Anonymise 1 file' }).click();
  await expect(queue).toHaveAttribute('data-done', '2', { timeout: 120_000 });
  const saved: string[] = [];
  page.on('download', (download) => saved.push(download.suggestedFilename()));
  await queue.getByRole('button', { name: 'Save each' }).click();
  await expect.poll(() => saved.length).toBe(2);
  expect(saved.sort()).toEqual(['6-anonymised.jpg', expect.stringMatching(/^queued-.*-anonymised\.mp4$/)]);
});

test('what failed says why, is tried again, and goes into a folder in which nothing is written over', async ({
  page,
}, info) => {
  test.setTimeout(180_000);
  // A folder of the browser's own, in the place of one on the disk.
  await page.addInitScript(() => {
    const folder = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('holiday', { create: true });
    Object.assign(globalThis, { showDirectoryPicker: folder });
  });
  const paths = await pictures(page, [6, 7], info.outputPath.bind(info));
  await page.goto('/?renderer=cpu&mode=none');
  await choose(page, paths);
  const queue = queueOf(page);
  await ready(page);
  await queue.getByRole('button', { name: 'Anonymise 2 files' }).click();
  await expect(queue.locator('[data-status=failed]')).toHaveCount(2, { timeout: 60_000 });
  await expect(queue.getByRole('listitem').first()).toContainText('Choose a mode first');
  await page.getByRole('radio', { name: 'Mask' }).first().check({ force: true });
  const again = queue.getByRole('button', { name: 'Try 2 files again' });
  await again.click();
  await expect(queue).toHaveAttribute('data-done', '2', { timeout: 120_000 });
  for (const words of ['2 files saved in “holiday”.', '2 files saved in “holiday”.']) {
    await queue.getByRole('button', { name: 'Save into a folder' }).click();
    await expect(page.getByTestId('queue-saved')).toHaveText(words);
  }
  const names = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('holiday');
    const found: string[] = [];
    for await (const [name, handle] of folder.entries()) {
      found.push(`${name} ${(await (handle as FileSystemFileHandle).getFile()).size > 0}`);
    }
    return found.sort();
  });
  expect(names).toEqual(
    ['6-anonymised', '7-anonymised', 'guise-report']
      .flatMap((name) => [name, `${name} (2)`])
      .map((name) => `${name}.${name.startsWith('guise') ? 'json' : 'jpg'} true`)
      .sort(),
  );
  // A picture that was thought better of is no trouble; a disk without room is.
  await page.evaluate(() => {
    Object.assign(globalThis, {
      showDirectoryPicker: () => Promise.reject(new DOMException('no', 'AbortError')),
    });
  });
  await queue.getByRole('button', { name: 'Save into a folder' }).click();
  await expect(page.getByTestId('queue-saved')).toHaveCount(0);
  await expect(queue.getByRole('alert')).toHaveCount(0);
  await page.evaluate(() => {
    Object.assign(globalThis, {
      showDirectoryPicker: async () => ({
        name: 'full',
        keys: async function* () {},
        getFileHandle: () => Promise.reject(new DOMException('no room', 'QuotaExceededError')),
      }),
    });
  });
  await queue.getByRole('button', { name: 'Save into a folder' }).click();
  await expect(queue.getByRole('alert')).toContainText('The result could not be kept');
});

const PHONE_390 = { width: 390, height: 844 };

for (const { look, theme } of LOOKS.filter(({ look }) => look.endsWith('desktop'))) {
  test(`queue, correcting, timeline and trim are accessible and fit, ${look}`, async ({ page }, info) => {
    test.setTimeout(300_000);
    const paths = await pictures(page, [6], info.outputPath.bind(info));
    const video = await makeVideo(page, {
      name: 'screens',
      container: 'mp4',
      width: 640,
      height: 360,
      durations: new Array<number>(10).fill(0.1),
      scenario: 'four',
    });
    for (const viewport of [{ width: 1280, height: 720 }, PHONE_390]) {
      await takeLook(page, { look, theme, viewport });
      await page.goto('/?renderer=cpu&mode=mask');
      await choose(page, [video.path, ...paths]);
      await ready(page);
      const timeline = page.getByTestId('timeline');
      await expect(timeline).toHaveAttribute('data-ready', 'true', { timeout: 120_000 });
      await page.getByRole('slider', { name: 'End of what is kept' }).fill('0.8');
      await page.getByRole('button', { name: 'Add a cover' }).click();
      await expect(page.locator('[data-testid=mark][data-kind=hand]')).toHaveCount(1);
      await page.getByRole('button', { name: 'Show who they are' }).click();
      const size = `${viewport.width}`;
      await page.screenshot({ path: info.outputPath(`timeline-${size}.png`), fullPage: true });
      await expectAccessible(page);
      await expectFits(page);
      const phone = viewport.width < 900;
      if (phone) {
        await page.getByRole('button', { name: '2 files…' }).click();
      }
      await queueOf(page).getByRole('button', { name: 'Anonymise 2 files' }).click();
      await expect(queueOf(page).getByRole('progressbar')).toBeVisible();
      await expectAccessible(page, '[data-testid=queue]');
      await expect(queueOf(page)).toHaveAttribute('data-done', '2', { timeout: 120_000 });
      await page.screenshot({ path: info.outputPath(`queue-${size}.png`), fullPage: true });
      await expectAccessible(page);
      await expectFits(page);
    }
  });
}

test('what is chosen in a dialog that was open while files were written is not lost', async ({
  page,
}, info) => {
  test.setTimeout(180_000);
  const paths = await pictures(page, [6, 7, 18], info.outputPath.bind(info));
  await page.goto('/?renderer=cpu&mode=mask');
  await choose(page, paths.slice(0, 2));
  const queue = queueOf(page);
  await ready(page);
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Another file' }).click();
  const dialog = await asked;
  // The button goes while a file is written.
  await queue.getByRole('button', { name: 'Anonymise 2 files' }).click();
  await expect(queue).toHaveAttribute('data-done', '2', { timeout: 120_000 });
  await expect(queue).toHaveAttribute('data-running', 'false');
  page.once('dialog', (question) => void question.accept());
  await dialog.setFiles(paths.slice(2));
  await expect(page.getByTestId('file')).toContainText('18.jpg');
  await ready(page);
});

test('in another mode all are written again, and what is not saved is not dropped unasked', async ({
  page,
}, info) => {
  test.setTimeout(180_000);
  const paths = await pictures(page, [6, 7], info.outputPath.bind(info));
  await page.goto('/?renderer=cpu&mode=mask');
  await choose(page, paths);
  const queue = queueOf(page);
  await ready(page);
  await queue.getByRole('button', { name: 'Anonymise 2 files' }).click();
  await expect(queue).toHaveAttribute('data-done', '2', { timeout: 120_000 });
  await page.getByRole('radio', { name: 'Soft oval' }).first().check({ force: true });
  await expect(queue).toContainText('2 files were written with another mode or other settings.');
  await queue.getByRole('button', { name: 'Anonymise 2 files' }).click();
  await expect(queue).toHaveAttribute('data-running', 'false', { timeout: 120_000 });
  await expect(queue.getByRole('button', { name: /^Anonymise/ })).toHaveCount(0);
  // Another file would take the place of both.
  const questions: string[] = [];
  page.once('dialog', (dialog) => {
    questions.push(dialog.message());
    void dialog.dismiss();
  });
  await choose(page, paths.slice(0, 1));
  await expect.poll(() => questions).toEqual([expect.stringContaining('are not saved')]);
  await expect(queue).toHaveAttribute('data-done', '2');
  const download = page.waitForEvent('download');
  await queue.getByRole('button', { name: 'Save as ZIP' }).click();
  const saved = unzipSync(readFileSync(await (await download).path()));
  const report = JSON.parse(new TextDecoder().decode(saved['guise-report.json']));
  expect(report.files.map((file: { report: { modes: string[] } }) => file.report.modes)).toEqual([
    ['oval'],
    ['oval'],
  ]);
  await choose(page, paths.slice(0, 1));
  await expect(queue).toHaveCount(0);
  // A correction that is nowhere but here.
  await ready(page);
  await page.getByTestId('mark').first().focus();
  await page.keyboard.press('Enter');
  page.once('dialog', (dialog) => {
    questions.push(dialog.message());
    void dialog.accept();
  });
  await choose(page, paths.slice(1));
  await expect(page.getByTestId('file')).toContainText('7.jpg');
  expect(questions).toHaveLength(2);
});
