/** `npm run anonymize`: a folder with a turned video, a photograph with a place in it, and broken files. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sidecar } from '../scripts/anonymize/sidecar.ts';
import { bareFaces } from './support/bare.ts';
import { withPlace } from './support/exif.ts';
import { photoBytes } from './support/photos.ts';
import { expect, test } from './support/test.ts';
import { lookInto, makeVideo } from './support/videos.ts';

function anonymize(...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = spawn('node', ['scripts/anonymize/cli.mjs', ...args]);
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.on('close', (code) => resolve({ code: code ?? -1, said }));
  });
}

test('covers faces, keeps times, turn, length and sound, drops metadata, tells what is broken, and goes on where it was', async ({
  page,
}, info) => {
  test.skip(info.project.name !== 'cpu', 'The command starts a browser of its own; once is enough.');
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

  const first = await anonymize(input, '-o', output, '--audio', '--fast');
  expect(first.said).toMatch(/FAILED .*cut\.jpg: The file is damaged/);
  expect(first.said).toMatch(/FAILED .*note\.mp4: Not a video or picture/);
  expect(first.said).toContain('2 written, 0 done before, 2 failed');
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
    recipe: { audio: true },
    summary: { frames: 12, modes: ['mask'] },
  });
  expect(sidecar.frames).toHaveLength(12);
  expect(sidecar.summary.leaks.readings).toBeGreaterThan(0);
  expect(sidecar.output.bytes).toBe(statSync(join(output, 'turned.mp4')).size);

  const written = statSync(join(output, 'turned.mp4')).mtimeMs;
  const again = await anonymize(input, '-o', output, '--audio', '--fast');
  expect(again.said).toContain('0 written, 2 done before, 2 failed');
  expect(statSync(join(output, 'turned.mp4')).mtimeMs).toBe(written);
  const other = await anonymize(join(input, 'turned.mp4'), '-o', output, '--fast', '--mode', 'blur');
  expect(other.code).toBe(1);
  expect(other.said).toContain('--force writes over it');
  expect(existsSync(join(output, 'turned.mp4.part'))).toBe(false);
});

test('a picture without a face is covered whole, and the exit code says so', async ({ page }, info) => {
  test.skip(info.project.name !== 'cpu', 'The command starts a browser of its own; once is enough.');
  test.setTimeout(180_000);
  const empty = info.outputPath('empty.png');
  await page.goto('/');
  writeFileSync(empty, await page.screenshot({ clip: { x: 0, y: 600, width: 300, height: 60 } }));
  const { code, said } = await anonymize(empty, '-o', info.outputPath('covered.png'), '--leaks', '0');
  expect(said).toMatch(/COVERED WHOLE .*no-face 1/);
  expect(code).toBe(3);
});
