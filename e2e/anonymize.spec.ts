/** `npm run anonymize`: a folder with a turned video, a photograph with a place in it, and broken files; shares; killed in the middle. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import type { Sidecar } from '../cli/anonymize/sidecar.ts';
import { FileServer } from '../cli/headless/file-server.ts';
import { launch } from '../cli/headless/headless.ts';
import { withPlace } from '../testing/containers/exif.ts';
import { withHeader } from '../testing/containers/mp4.ts';
import { photoBytes } from '../testing/scenes/photos.ts';
import { sceneAt } from '../testing/scenes/scenarios.ts';
import { facesOf, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { writePictures, writeVideo } from '../testing/scenes/write.ts';
import { alikeShare, bareFaces } from './support/bare.ts';
import { anonymize, killWhen } from './support/commands.ts';
import { decoded } from './support/decoded.ts';
import { opened, ready } from './support/export.ts';
import { expect, test } from './support/test.ts';
import { lookInto, makeVideo } from './support/videos.ts';

test('covers faces, keeps times, turn, length and sound, drops metadata, tells what is broken, and goes on where it was', async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  const video = await makeVideo(page, {
    name: 'turned',
    container: 'mp4',
    width: 240,
    height: 320,
    durations: Array.from({ length: 12 }, (_, i) => (i % 2 ? 0.1 : 0.03)),
    scenario: 'one',
    rotation: 90,
    sound: true,
    comment: 'filmed at home',
  });
  const input = info.outputPath('in');
  const output = info.outputPath('out');
  mkdirSync(join(input, 'sub'), { recursive: true });
  writeFileSync(join(input, 'turned.mp4'), readFileSync(video.path));
  writeFileSync(join(input, 'sub/place.jpg'), withPlace(photoBytes(3)));
  writeFileSync(join(input, 'sub/cut.jpg'), photoBytes(3).subarray(0, 20_000));
  writeFileSync(join(input, 'note.mp4'), 'Dear diary');
  writeFileSync(
    join(input, 'tail.mp4'),
    withHeader(readFileSync(video.path), () => undefined).subarray(0, -100),
  );

  // A disk on which this one output finds no room.
  writeFileSync(join(input, 'sub/full.jpg'), photoBytes(4));
  mkdirSync(join(output, 'sub'), { recursive: true });
  symlinkSync('/dev/full', join(output, 'sub/full.jpg.part'));

  const command = [input, '-o', output, '--audio', '--fast'];
  const first = await anonymize(command);
  expect(first.words).toMatch(/FAILED .*cut\.jpg: The file is damaged/);
  expect(first.words).toMatch(/FAILED .*note\.mp4: Not a video or picture/);
  expect(first.words).toMatch(/FAILED .*tail\.mp4: The end of the file is missing/);
  expect(first.words).toMatch(/FAILED .*full\.jpg: .*no room/);
  expect(first.words).toContain('2 written, 0 done before, 4 failed');
  expect(first.code).toBe(1);
  expect(readdirSync(output, { recursive: true }).sort()).toEqual([
    'sub',
    'sub/place.jpg',
    'sub/place.jpg.json',
    'turned.mp4',
    'turned.mp4.json',
  ]);

  const look = await lookInto(page, join(output, 'turned.mp4'));
  expect(look.times).toHaveLength(video.times.length);
  look.times.forEach((time, i) => {
    expect(time).toBeCloseTo(video.times[i] ?? -1, 3);
  });
  expect([look.width, look.height, look.rotation]).toEqual([240, 320, 90]);
  expect(look.duration).toBeCloseTo(video.duration, 2);
  expect(look.comment).toBe('');
  expect(look.sound?.codec).toBe('opus');
  const truth = await lookInto(page, video.path);
  expect(bareFaces(look.pictures, truth.pictures, video.faces)).toEqual([]);

  const picture = readFileSync(join(output, 'sub/place.jpg'));
  expect(readFileSync(join(input, 'sub/place.jpg')).includes('Exif')).toBe(true);
  expect(picture.includes('Exif')).toBe(false);
  expect(picture.includes('somewhere private')).toBe(false);

  const sidecar = JSON.parse(readFileSync(join(output, 'turned.mp4.json'), 'utf8')) as Sidecar;
  expect(sidecar).toMatchObject({
    kind: 'anonymize',
    recipe: { mode: 'mask:style=figure:tone=sand:look=calm', audio: true },
    versions: { guise: expect.any(String), engine: expect.stringMatching(/^[0-9a-f]{64}$/) },
    summary: { frames: 12, modes: ['mask'] },
  });
  expect(sidecar.frames).toHaveLength(12);
  for (const frame of sidecar.frames) {
    expect(frame).toMatchObject({
      faces: [{ verdict: 'confirmed', cover: [0, 0, 0, 0].map(() => expect.any(Number)) }],
    });
  }
  expect(sidecar.summary.leaks.readings).toBeGreaterThan(0);
  expect(sidecar.output.bytes).toBe(statSync(join(output, 'turned.mp4')).size);

  // What was not finished is done now, without --force; what was is left alone.
  const written = statSync(join(output, 'turned.mp4')).mtimeMs;
  const again = await anonymize(command);
  expect(again.words).toContain('1 written, 2 done before, 3 failed');
  expect(existsSync(join(output, 'sub/full.jpg'))).toBe(true);
  expect(statSync(join(output, 'turned.mp4')).mtimeMs).toBe(written);

  const other = [join(input, 'turned.mp4'), '-o', output, '--fast', '--mode', 'blur'];
  const forced = await anonymize([...other, '--force']);
  expect(forced.words).toContain('1 written, 0 done before, 0 failed');
  expect((await lookInto(page, join(output, 'turned.mp4'))).sound).toBeNull();
  expect(readdirSync(output, { recursive: true }).filter((name) => String(name).endsWith('.part'))).toEqual(
    [],
  );
});

test('a picture without a face is covered whole, and the exit code says so', async ({ page }, info) => {
  test.setTimeout(180_000);
  const empty = info.outputPath('empty.png');
  await page.goto('/');
  writeFileSync(empty, await page.screenshot({ clip: { x: 0, y: 600, width: 300, height: 60 } }));
  const { code, words } = await anonymize([empty, '-o', info.outputPath('covered.png'), '--leaks', '0']);
  expect(words).toMatch(/COVERED WHOLE .*no-face 1/);
  expect(code).toBe(3);
});

/** Small pictures with one face each. */
const portrait = (face: number): Scene => ({
  width: 240,
  height: 240,
  background: face,
  people: [{ face, x: 120, y: 115, height: 90 }],
});

/** Files under a folder, whatever a run may have left there. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

const readSidecar = (output: string) => JSON.parse(readFileSync(`${output}.json`, 'utf8')) as Sidecar;

test('two shares at once do every file once; the whole command finds all of it done', async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  const [input, output] = [info.outputPath('in'), info.outputPath('out')];
  const names = ['a.jpg', 'b.jpg', 'c.jpg', 'deep/d.jpg', 'deep/e.jpg'];
  await page.goto('/e2e/harness/render.html');
  await writePictures(
    page,
    new Map(names.map((name, i) => [join(input, name), portrait([6, 7, 18, 20, 21][i] ?? 6)])),
  );
  const command = [input, '-o', output, '--mode', 'learned', '--leaks', '0'];
  const [first, second] = await Promise.all(
    ['1/2', '2/2'].map((shard) => anonymize([...command, '--shard', shard])),
  );
  expect(first?.words).toContain('3 written, 0 done before, 0 failed');
  expect(second?.words).toContain('2 written, 0 done before, 0 failed');
  expect([first?.code, second?.code]).toEqual([0, 0]);
  expect(filesIn(output)).toEqual(names.flatMap((name) => [name, `${name}.json`]).sort());
  for (const name of names) {
    expect(readSidecar(join(output, name)).summary.modes, name).toEqual(['learned']);
  }

  const times = () => names.map((name) => statSync(join(output, name)).mtimeMs);
  const before = times();
  const again = await anonymize(command);
  expect(again).toMatchObject({
    code: 0,
    words: expect.stringContaining('0 written, 5 done before, 0 failed'),
  });
  expect(times()).toEqual(before);
});

test('killed in the middle of a video: nothing half-written under its name, and the same command finishes the rest', async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  const [input, output] = [info.outputPath('in'), info.outputPath('out')];
  const frames = 60;
  await page.goto('/e2e/harness/render.html');
  await writePictures(
    page,
    new Map([6, 20].map((face, i) => [join(input, `picture-${i}.jpg`), portrait(face)])),
  );
  await writeVideo(
    page,
    join(input, 'video.webm'),
    Array.from({ length: frames }, (_, i) =>
      sceneAt('one', { width: 240, height: 240, time: i / 20, seconds: frames / 20 }),
    ),
    20,
  );
  const command = [input, '-o', output, '--fast', '--leaks', '0'];
  // It is there as long as the video is worked on; of a short one all bytes come at the very end.
  const part = join(output, 'video.webm.part');
  const begun = () => existsSync(part);
  expect((await anonymize(command, killWhen(begun))).code).toBeNull();
  const finished = ['picture-0.jpg', 'picture-1.jpg'];
  expect(filesIn(output)).toEqual([...finished.flatMap((name) => [name, `${name}.json`]), 'video.webm.part']);
  for (const name of finished) {
    const hash = createHash('sha256')
      .update(readFileSync(join(output, name)))
      .digest('hex');
    expect(readSidecar(join(output, name)).output.sha256).toBe(hash);
  }
  appendFileSync(part, 'the first half of a longer video');

  const times = () => finished.map((name) => statSync(join(output, name)).mtimeMs);
  const before = times();
  const again = await anonymize(command);
  expect(again).toMatchObject({
    code: 0,
    words: expect.stringContaining('1 written, 2 done before, 0 failed'),
  });
  expect(times()).toEqual(before);
  expect(filesIn(output)).toEqual(
    [...finished, 'video.webm'].flatMap((name) => [name, `${name}.json`]).sort(),
  );
  expect((await lookInto(page, join(output, 'video.webm'), frames)).times).toHaveLength(frames);
});

test('corrections that were saved from the page are done by the command line: the chosen face is visible, no other', async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  const scene: Scene = {
    width: 640,
    height: 320,
    background: 3,
    people: [6, 7].map((face, i) => ({ face, x: 180 + i * 280, y: 160, height: 120 })),
  };
  const path = info.outputPath('two.jpg');
  await page.goto('/e2e/harness/media.html');
  await writePictures(page, new Map([[path, scene]]));
  await page.goto('/?renderer=cpu&mode=mask');
  await opened(page, path);
  await ready(page);
  await expect(page.getByTestId('mark')).toHaveCount(2, { timeout: 60_000 });
  const layer = (await page.getByTestId('edit-layer').boundingBox()) ?? { x: 0, y: 0, width: 1 };
  const [left, right] = facesOf(scene) as [SceneFace, SceneFace];
  const scale = layer.width / scene.width;
  await page.mouse.click(layer.x + right.x * scale, layer.y + right.y * scale);
  await expect(page.getByTestId('chosen')).toHaveText('One face visible by your choice');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the corrections' }).click();
  const edits = info.outputPath('edits.json');
  await (await download).saveAs(edits);

  const output = info.outputPath('out.jpg');
  const { code, words } = await anonymize([path, '-o', output, '--edits', edits, '--leaks', '1']);
  expect(words).toContain('1 written');
  expect(code).toBe(0);
  const [shown, raw] = [await decoded(page, output), await decoded(page, path)];
  expect(alikeShare(shown, raw, right, 16)).toBeGreaterThan(0.7);
  expect(alikeShare(shown, raw, left, 12)).toBeLessThan(0.3);
  const sidecar = JSON.parse(readFileSync(`${output}.json`, 'utf8')) as Sidecar;
  expect(sidecar.summary.chosen).toEqual({ visible: 1, byHand: 0, revealed: 0 });
  expect(sidecar.frames[0]).toMatchObject({ visibleByChoice: [{}] });
  // The leak meter does not count what was chosen.
  expect(sidecar.summary.leaks.bareFaces).toBe(0);
});

test('only a part is kept, pictures and sound; a score that no face reaches covers whole; what lies outside is refused', async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  const video = await makeVideo(page, {
    name: 'parted',
    container: 'mp4',
    width: 320,
    height: 240,
    durations: new Array<number>(20).fill(0.1),
    scenario: 'one',
    sound: true,
  });
  const output = info.outputPath('part.mp4');
  const part = ['--from', '0.5', '--to', '0:01.5', '--audio', '--leaks', '0'];
  const kept = await anonymize([video.path, '-o', output, ...part, '--confirmed-only']);
  expect(kept).toMatchObject({ code: 0, words: expect.stringContaining('1 written') });
  const look = await lookInto(page, output);
  expect(look.times).toHaveLength(10);
  expect(look.duration).toBeCloseTo(1, 1);
  expect(look.sound?.duration).toBeLessThan(1.05);
  const truth = (await lookInto(page, video.path)).pictures.slice(5, 15);
  expect(bareFaces(look.pictures, truth, video.faces.slice(5, 15))).toEqual([]);
  expect(readSidecar(output).recipe).toMatchObject({
    keep: { from: 0.5, to: 1.5 },
    settings: { leastScore: 0.6 },
  });

  const strict = await anonymize([
    video.path,
    '-o',
    info.outputPath('strict.mp4'),
    ...part,
    '--threshold',
    '0.95',
  ]);
  expect(strict).toMatchObject({ code: 3, words: expect.stringMatching(/COVERED WHOLE .*no-face 10/) });

  const outside = info.outputPath('outside.mp4');
  const refused = await anonymize([video.path, '-o', outside, '--from', '7']);
  expect(refused).toMatchObject({
    code: 1,
    words: expect.stringMatching(/Nothing of it would be kept.*2 s long, and 7 s to its end were asked for/),
  });
  expect(existsSync(outside)).toBe(false);
});

test('the browser that the commands start reaches this machine alone, not even by a proxy', async () => {
  const asked: string[] = [];
  const server = new FileServer(
    () => Buffer.from('a page'),
    {},
    ({ url = '' }) => asked.push(url),
  );
  const base = await server.start();
  const { port } = new URL(base);
  const before = { ...process.env };
  // What a company's machine has set; Chromium's own questions go there as well.
  Object.assign(process.env, { http_proxy: base, https_proxy: base, no_proxy: '' });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(base);
    for (const elsewhere of ['http://somewhere.invalid/', `http://localhost:${port}/`]) {
      await expect(page.goto(elsewhere), elsewhere).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
    }
    expect(asked.filter((url) => !['/', '/favicon.ico'].includes(url))).toEqual([]);
  } finally {
    process.env = before;
    await browser.close();
    await server.stop();
  }
});
