/**
 * `npm run moving-picture`: docs/images/covered.webp, an animated picture of a drawn scene, as drawn and as `npm run anonymize`
 * covers it. The people in it are drawn (drawn-scene.mjs), detection and covers are real.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { drawScene } from './drawn-scene.mjs';
import { ROOT, run } from './run.mjs';

const FRAMES = 20;
const FRAME_MS = 100;
const SCENE = { width: 640, height: 400 };
/** Of the picture, which shows the scene twice, side by side. */
const SIZE = { width: 880, height: 275 };
const LARGEST = 400_000;

const work = mkdtempSync(join(tmpdir(), 'guise-picture-'));
const debian = '/usr/bin/chromium';
const browser = await chromium.launch({
  executablePath: existsSync(debian) ? debian : undefined,
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage();
  const raw = join(work, 'raw');
  const covered = join(work, 'covered');
  mkdirSync(raw);
  for (let i = 0; i < FRAMES; i++) {
    const png = await page.evaluate(drawScene, { ...SCENE, time: i / FRAMES });
    writeFileSync(join(raw, nameOf(i)), Buffer.from(png, 'base64'));
  }
  if (!run('npm', ['run', 'anonymize', '--', raw, '-o', covered, '--mode', 'mask', '--leaks', '0'])) {
    throw new Error('The drawn frames were not all covered (see above).');
  }
  const frames = [];
  for (let i = 0; i < FRAMES; i++) {
    const pair = [raw, covered].map((folder) => readFileSync(join(folder, nameOf(i)), 'base64'));
    frames.push(Buffer.from(await page.evaluate(sideBySide, { pair, ...SIZE }), 'base64'));
  }
  const picture = animation(frames, SIZE.width, SIZE.height);
  if (picture.length > LARGEST) {
    throw new Error(`The picture has ${picture.length} bytes; the limit is ${LARGEST}.`);
  }
  writeFileSync(join(ROOT, 'docs/images/covered.webp'), picture);
  console.log(`docs/images/covered.webp: ${picture.length} bytes`);
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}

/** @param {number} i */
function nameOf(i) {
  return `${String(i).padStart(3, '0')}.png`;
}

/**
 * Runs in the page. @param {{pair: string[], width: number, height: number}} order two PNGs as base64
 * @returns {Promise<string>} both in one still WebP, as base64
 */
async function sideBySide({ pair, width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.imageSmoothingQuality = 'high';
  for (const [side, png] of pair.entries()) {
    const response = await fetch(`data:image/png;base64,${png}`);
    const image = await createImageBitmap(await response.blob());
    context.drawImage(image, (side * width) / 2, 0, width / 2, height);
  }
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.72 });
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}

/**
 * Still WebP pictures as one that moves and repeats. @param {readonly Buffer[]} frames @param {number} width
 * @param {number} height
 */
function animation(frames, width, height) {
  const header = Buffer.alloc(10);
  header[0] = 2; // it is an animation
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  const content = [Buffer.from('WEBP'), chunk('VP8X', header), chunk('ANIM', Buffer.alloc(6))];
  for (const frame of frames) {
    const place = Buffer.alloc(16);
    place.writeUIntLE(width - 1, 6, 3);
    place.writeUIntLE(height - 1, 9, 3);
    place.writeUIntLE(FRAME_MS, 12, 3);
    content.push(chunk('ANMF', Buffer.concat([place, pictureChunk(frame)])));
  }
  return chunk('RIFF', Buffer.concat(content));
}

/** The one `VP8 ` chunk of a still picture, header included. @param {Buffer} webp */
function pictureChunk(webp) {
  for (let at = 12; at < webp.length; ) {
    const end = at + 8 + webp.readUInt32LE(at + 4);
    if (webp.toString('latin1', at, at + 4) === 'VP8 ') {
      return webp.subarray(at, end + (end % 2));
    }
    at = end + (end % 2);
  }
  throw new Error('Chromium wrote a WebP picture without a VP8 chunk.');
}

/** @param {string} name four letters @param {Buffer} data */
function chunk(name, data) {
  const head = Buffer.alloc(8, name);
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
