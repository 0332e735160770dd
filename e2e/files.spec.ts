/** Videos and pictures in the page: what comes out is what went in, but for the faces; and clear words for what is neither. */
import { readFileSync, writeFileSync } from 'node:fs';
import { exifOf, withPlace } from '../testing/containers/exif.ts';
import { withHeader } from '../testing/containers/mp4.ts';
import { withExif } from '../testing/containers/webp.ts';
import { readBarcode } from '../testing/scenes/barcode.ts';
import { photoBytes } from '../testing/scenes/photos.ts';
import { facesOf, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import { alikeShare } from './support/bare.ts';
import { type Clip, makeClip, ONE_PERSON, type Picture, rawFrame } from './support/clips.ts';
import { anonymize } from './support/commands.ts';
import { decoded } from './support/decoded.ts';
import { expectSame, exported, file, opened, ready } from './support/export.ts';
import { expectGoingOn } from './support/going-on.ts';
import { expect, test } from './support/test.ts';
import { lookInto, makeVideo, type VideoRequest } from './support/videos.ts';

test.setTimeout(180_000);

/** A camera that cannot keep its rate: every other frame comes late. */
const UNSTEADY = Array.from({ length: 12 }, (_, i) => (i % 2 ? 0.1 : 0.03));

/** With everything that an export must keep or leave out. */
const TURNED: VideoRequest = {
  name: 'turned',
  container: 'mp4',
  width: 240,
  height: 320,
  durations: UNSTEADY,
  scenario: 'one',
  rotation: 90,
  sound: true,
  comment: 'filmed at home',
};

test('a turned video of an unsteady camera: every frame, its time, its turn and its length are kept, its faces are not', async ({
  page,
}, info) => {
  const video = await makeVideo(page, TURNED);
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

test('sound is kept only when it is asked for, and WebM comes out where it is asked for', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'sound',
    container: 'webm',
    width: 240,
    height: 180,
    durations: new Array<number>(10).fill(0.1),
    scenario: 'one',
    sound: true,
  });
  await page.goto('/?renderer=cpu');
  await opened(page, video.path);
  await ready(page);
  await page.getByRole('switch', { name: 'Keep the sound' }).check();
  const { path, name } = await exported(page, info);
  expect(name).toMatch(/-anonymised\.webm$/);
  await expectSame(page, path, video);
  expect((await lookInto(page, path, 100)).sound?.codec).toBe('opus');
});

test('a picture is shown and saved, without the place it was taken at', async ({ page }, info) => {
  await page.goto('/?renderer=cpu&mode=blur');
  const buffer = withPlace(photoBytes(3));
  // Its name lies; what counts is what is in it.
  await opened(page, { name: 'party.mp4', mimeType: 'video/mp4', buffer });
  await ready(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  // Three people, and perhaps a thing or two that every pass together takes for a face: rather covered than bare.
  await expect(page.getByTestId('status')).toHaveAttribute('data-faces', /^[3-9]$/);
  const { path, name } = await exported(page, info);
  expect(name).toBe('party-anonymised.jpg');
  const saved = readFileSync(path);
  expect(saved.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(buffer.includes('somewhere private')).toBe(true);
  expect(saved.includes('somewhere private')).toBe(false);
  expect(saved.includes('Exif')).toBe(false);
  await expect(page.getByTestId('export-result')).toHaveAttribute('data-faces', /^[3-9]$/);
});

test('a picture taken with the camera turned is shown, covered and saved upright, a WebP too', async ({
  page,
}, info) => {
  const scene: Scene = {
    width: 320,
    height: 240,
    background: 1,
    people: [{ face: 6, x: 130, y: 120, height: 90 }],
  };
  await page.goto('/e2e/harness/media.html');
  const upright = info.outputPath('upright.jpg');
  await writePictures(page, new Map([[upright, scene]]));
  const [jpeg, webp] = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64(base64)]));
    const canvas = new OffscreenCanvas(bitmap.height, bitmap.width);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.translate(0, canvas.height);
    context.rotate(-Math.PI / 2);
    context.drawImage(bitmap, 0, 0);
    const write = async (type: string) => {
      const blob = await canvas.convertToBlob({ type, quality: 0.95 });
      return new Uint8Array(await blob.arrayBuffer()).toBase64();
    };
    return [await write('image/jpeg'), await write('image/webp')] as const;
  }, readFileSync(upright).toString('base64'));
  await page.goto('/?renderer=cpu&mode=mask');
  const lying = { width: 240, height: 320 };
  for (const [name, buffer] of [
    ['turned.jpg', withPlace(Buffer.from(jpeg, 'base64'), 6)],
    ['turned.webp', withExif(Buffer.from(webp, 'base64'), lying, exifOf(6))],
  ] as const) {
    await opened(page, { name, mimeType: '', buffer });
    await ready(page);
    await expect(file(page)).toContainText('320 × 240');
    const { path } = await exported(page, info);
    expect(readFileSync(path).includes('somewhere private')).toBe(false);
    const [shown, raw] = [await decoded(page, path), await decoded(page, upright)];
    expect([shown.width, shown.height]).toEqual([320, 240]);
    const [face] = facesOf(scene) as [SceneFace];
    expect(alikeShare(shown, raw, face)).toBeLessThan(0.2);
    // Aside, the picture is what it was: upright, and the comparison can tell.
    const aside = { ...face, x: 270, y: 60, box: { x: 240, y: 20, width: 60, height: 80 } };
    expect(alikeShare(shown, raw, aside, 20)).toBeGreaterThan(0.7);
  }
});

test('a picture that is partly see-through is shown and saved on white, and says so', async ({
  page,
}, info) => {
  await page.goto('/?renderer=cpu&mode=mask');
  const buffer = Buffer.from(
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(64, 64);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.fillStyle = 'rgba(0, 0, 255, 0.5)';
      context.fillRect(32, 0, 32, 64);
      return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()).toBase64();
    }),
    'base64',
  );
  await opened(page, { name: 'drawing.png', mimeType: 'image/png', buffer });
  await ready(page);
  await expect(page.getByTestId('file-note')).toContainText('on white');
  const [input, path] = [info.outputPath('drawing.png'), info.outputPath('out.png')];
  writeFileSync(input, buffer);
  const { words } = await anonymize([input, '-o', path, '--show-empty', '--leaks', '0']);
  expect(words).toMatch(/NOTE .*drawing\.png: Parts of it are see-through/);
  const { data } = await decoded(page, path);
  const at = (x: number) => [...data.subarray((32 * 64 + x) * 4, (32 * 64 + x) * 4 + 4)];
  expect(at(10)).toEqual([255, 255, 255, 255]);
  expect(Math.abs((at(50)[0] ?? 0) - 127)).toBeLessThan(3);
  expect(at(50)[2]).toBe(255);
});

test('a dropped video with nobody in it: all of it is covered, and the export says how much and why', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'nobody',
    container: 'mp4',
    width: 160,
    height: 120,
    durations: [0.1, 0.1, 0.1],
    scenario: 'empty',
  });
  await page.goto('/?renderer=cpu');
  await expect(page.getByText('drop a file here', { exact: false })).toBeVisible();
  await page.evaluate((text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'dropped.mp4', { type: 'video/mp4' }));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, readFileSync(video.path).toString('base64'));
  await expect(file(page)).toContainText('dropped.mp4');
  await ready(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-reason', 'no-face', { timeout: 60_000 });
  await exported(page, info);
  const result = page.getByTestId('export-result');
  await expect(result).toHaveAttribute('data-covered-whole', '3');
  await expect(result).toContainText('3 frames were covered whole, because: no face was found (3)');
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('radio', { name: 'None', exact: true }).check();
  await page.getByRole('button', { name: 'Export the video' }).click();
  await expect(page.getByRole('alert')).toContainText('Choose a mode first');
});

test('an export can be cancelled: nothing is saved, and the file is still there', async ({ page }) => {
  const video = await makeVideo(page, {
    name: 'long',
    container: 'mp4',
    width: 320,
    height: 240,
    // So many that a fast machine is still at it when it says how fast.
    durations: new Array<number>(500).fill(0.04),
    scenario: 'one',
  });
  await page.goto('/?renderer=cpu');
  await opened(page, video.path);
  await ready(page);
  const downloads: string[] = [];
  page.on('download', (download) => downloads.push(download.suggestedFilename()));
  await page.getByRole('button', { name: 'Export the video' }).click();
  await expect(file(page)).toHaveAttribute('data-activity', 'exporting');
  const progress = page.getByRole('progressbar', { name: 'Export' });
  await expect.poll(async () => Number(await progress.getAttribute('value'))).toBeGreaterThan(0);
  await expect(page.getByTestId('export-progress')).toContainText('× real time');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await ready(page);
  await expect(page.getByTestId('export-result')).toHaveCount(0);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(downloads).toEqual([]);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(file(page)).toHaveAttribute('data-activity', 'playing');
  await expect
    .poll(async () => Number(await page.getByRole('slider', { name: 'Position' }).inputValue()))
    .toBeGreaterThan(0.5);
});

test('a large video goes straight to the place that is chosen; nothing is left there of an export that was cancelled', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'large',
    container: 'mp4',
    width: 240,
    height: 180,
    durations: new Array<number>(30).fill(0.1),
    scenario: 'one',
  });
  await page.addInitScript(() => {
    let asked = 0;
    Object.assign(globalThis, {
      // The browser's own folder for this page stands in for a disk; the first time, the person thinks better of it.
      async showSaveFilePicker({ suggestedName }: { suggestedName: string }) {
        if (asked++ === 0) {
          throw new DOMException('no', 'AbortError');
        }
        return (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
      },
    });
  });
  await page.goto('/?renderer=cpu');
  await expect(page.getByText('drop a file here', { exact: false })).toBeVisible();
  await page.evaluate((base64) => {
    const megabytes = new Uint8Array(16e6);
    const size = 16 * megabytes.length + 8;
    // A box that says "free" is room that nobody uses: the video is the same, but large.
    const box = new Uint8Array([size >>> 24, size >>> 16, size >>> 8, size, 0x66, 0x72, 0x65, 0x65]);
    const parts = [
      Uint8Array.fromBase64(base64),
      box,
      ...new Array<Uint8Array<ArrayBuffer>>(16).fill(megabytes),
    ];
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(parts, 'large.mp4', { type: 'video/mp4' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, readFileSync(video.path).toString('base64'));
  await ready(page);
  const folder = () =>
    page.evaluate(async () => {
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) {
        names.push(name);
      }
      return names;
    });
  const exportVideo = page.getByRole('button', { name: 'Export the video' });
  await exportVideo.click();
  await ready(page);
  expect(await folder()).toEqual([]);
  await exportVideo.click();
  await expect.poll(folder).not.toEqual([]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await ready(page);
  await expect.poll(folder).toEqual([]);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await exportVideo.click();
  await expect(page.getByTestId('export-result')).toHaveAttribute('data-frames', '30', { timeout: 60_000 });
  expect(await folder()).toEqual(['large-anonymised.mp4']);
  const path = info.outputPath('large.mp4');
  const base64 = await page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('large-anonymised.mp4');
    return new Uint8Array(await (await handle.getFile()).arrayBuffer()).toBase64();
  });
  writeFileSync(path, Buffer.from(base64, 'base64'));
  await expectSame(page, path, video);
});

test('clear words for what cannot be read', async ({ page }, info) => {
  const video = await makeVideo(page, TURNED);
  const tone = await makeVideo(page, {
    name: 'tone',
    container: 'mp4',
    width: 2,
    height: 2,
    durations: [],
    scenario: 'empty',
    sound: true,
  });
  await page.goto('/?renderer=cpu');
  const huge = Buffer.from(
    await page.evaluate(async () => {
      const blob = await new OffscreenCanvas(9000, 8).getContext('2d')?.canvas.convertToBlob();
      return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
    }),
  );
  const whole = readFileSync(video.path);
  for (const [name, buffer, title, words] of [
    ['empty.mp4', Buffer.alloc(0), 'The file is empty', 'copy it again'],
    ['diary.mp4', Buffer.from('Dear diary, this is no video.'), 'Not a video or picture', 'Choose an MP4'],
    ['paper.jpg', Buffer.from('%PDF-1.7 …'), 'Not a video or picture', 'This is a PDF document'],
    ['tone.mp4', readFileSync(tone.path), 'Only sound, no picture', 'Choose a video or a picture'],
    [
      'old.avi',
      Buffer.from('RIFF\x10\0\0\0AVI LIST', 'latin1'),
      'cannot play this kind of video',
      'Convert it',
    ],
    ['cut.mp4', whole.subarray(0, 600), 'The file is damaged', 'Copy it again'],
    [
      'tail.mp4',
      withHeader(whole, () => undefined).subarray(0, -100),
      'The end of the file is missing',
      'Copy it again',
    ],
    ['huge.png', huge, 'The picture is too large', '9000 × 8'],
  ] as const) {
    await opened(page, { name, mimeType: '', buffer });
    const alert = page.getByRole('alert');
    await expect(alert).toContainText(title, { timeout: 60_000 });
    await expect(alert).toContainText(words, { ignoreCase: true });
    await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'error');
  }
  // After all that, a sound file opens.
  await opened(page, video.path);
  await ready(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
  // Of a video that ends in the middle what is there is saved, and it is said how much that is.
  await opened(page, {
    name: 'cut.mp4',
    mimeType: 'video/mp4',
    buffer: whole.subarray(0, whole.length / 2),
  });
  await ready(page);
  const note = page.getByTestId('file-note');
  await expect(note).toHaveText(/was cut off: [\d.]+ seconds of it can be read/);
  const { path } = await exported(page, info);
  const { times } = await lookInto(page, path);
  expect(times.length).toBeGreaterThan(0);
  expect(times.length).toBeLessThan(video.times.length);
});

test('recording, snapshot and the small window hold safe pictures only', async ({
  page,
  openWithCamera,
}, info) => {
  const clip = await makeClip(page, ONE_PERSON);
  const tab = await openWithCamera(clip.path);
  await tab.addInitScript(() => {
    // Headless browsers have no windows to pop out; what would be shown there is what counts.
    HTMLVideoElement.prototype.requestPictureInPicture = function () {
      document.body.append(this);
      this.dataset.testid = 'popped-out';
      return Promise.resolve({} as PictureInPictureWindow);
    };
    Object.defineProperty(document, 'pictureInPictureEnabled', { value: true });
  });
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  await expect(tab.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  for (const container of ['mp4', 'webm'] as const) {
    await tab.getByRole('combobox', { name: 'Record as' }).selectOption(container);
    await tab.getByRole('button', { name: 'Record' }).click();
    await expect(tab.getByRole('button', { name: /^Stop, 0:0[1-9]/ })).toBeVisible();
    const download = tab.waitForEvent('download');
    await tab.getByRole('button', { name: /^Stop/ }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(new RegExp(`^guise-.*\\.${container}$`));
    const recording = info.outputPath(`recording.${container}`);
    await saved.saveAs(recording);
    // Every fourth: the quicker the machine, the more frames a second of recording has, and each is megabytes to hand over.
    const look = await lookInto(page, recording, 4);
    expect(look.mime).toContain(`video/${container}`);
    expect(look.times.length).toBeGreaterThan(3);
    expect(look.duration).toBeGreaterThan(0.9);
    expect([look.width, look.height, look.sound]).toEqual([640, 480, null]);
    expectSafe(look.pictures, clip);
  }

  await tab.getByRole('button', { name: 'Pop out' }).click();
  const popped = tab.getByTestId('popped-out');
  await expect(popped).toBeAttached();
  const shown: Picture[] = [];
  for (let i = 0; i < 5; i++) {
    const { data, ...size } = await popped.evaluate(async (video: HTMLVideoElement) => {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(video, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      // A million numbers, handed over one by one, take a busy page minutes.
      return { width: canvas.width, height: canvas.height, data: new Uint8Array(data.buffer).toBase64() };
    });
    shown.push({ ...size, data: new Uint8ClampedArray(Buffer.from(data, 'base64')) });
  }
  expectSafe(shown, clip);
  await tab.getByRole('button', { name: 'Back into the page' }).click();

  const snapshot = tab.waitForEvent('download');
  await tab.getByRole('button', { name: 'Snapshot' }).click();
  const picture = await snapshot;
  expect(picture.suggestedFilename()).toMatch(/^guise-.*\.png$/);
  const path = info.outputPath('snapshot.png');
  await picture.saveAs(path);
  expectSafe([await decoded(page, path)], clip);
});

test('where there is no small window, or the browser refuses it, the rest goes on', async ({ page }) => {
  await page.addInitScript(() => {
    const none = location.search.includes('renderer=cpu');
    Object.defineProperty(document, 'pictureInPictureEnabled', { value: !none });
    HTMLVideoElement.prototype.requestPictureInPicture = () =>
      Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await page.goto('/?autostart&renderer=cpu');
  await expect(page.getByRole('button', { name: 'Snapshot' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Pop out' })).toHaveCount(0);
  await page.goto('/?autostart');
  const popOut = page.getByRole('button', { name: 'Pop out' });
  await expect(popOut).toBeVisible({ timeout: 60_000 });
  await popOut.click();
  await expect(popOut).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator('.bar').getByRole('alert')).toContainText('small window');
  await expectGoingOn(page);
});

/** Each picture against the clip's frame that its barcode names. At least one has to be readable. */
function expectSafe(pictures: readonly Picture[], clip: Clip): void {
  const numbers = pictures.map(readBarcode);
  expect(numbers.some((number) => number !== null)).toBe(true);
  pictures.forEach((picture, i) => {
    const number = numbers[i] ?? null;
    const faces = number === null ? [] : (clip.frames[number]?.faces ?? []);
    for (const face of faces) {
      expect(alikeShare(picture, rawFrame(clip, number ?? 0), face)).toBeLessThan(0.2);
    }
  });
}

test('where what opens files cannot be fetched, that is said in the picture’s place', async ({
  page,
  watch,
}) => {
  watch.expect(/open-.*\.js/);
  await page.route(/\/open-[^/]*\.js$/, (route) => route.abort());
  await page.goto('/?renderer=cpu');
  const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photoBytes(6) };
  await page.getByTestId('file-input').first().setInputFiles(photo);
  await expect(page.getByText('The engine stopped')).toBeVisible();
});
