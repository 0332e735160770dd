/** Several files at once: each can be looked at and corrected, all are written, what fails is said beside it. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { facesOf, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import { alikeShare } from './support/bare.ts';
import type { Picture } from './support/clips.ts';
import { decoded } from './support/decoded.ts';
import { ready } from './support/export.ts';
import { expect, test } from './support/test.ts';

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
  // Nothing can be saved of what is no picture.
  await expect(page.getByRole('button', { name: 'Save the picture' })).toHaveCount(0);
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
