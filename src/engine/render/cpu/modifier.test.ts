/** The mode `learned` on the CPU with a network that is easy to see through. */
import { expect, test } from 'vitest';
import type { Pixels } from '../../../base/sample.ts';
import { radius } from '../../../base/superellipse.ts';
import type { PictureModifier } from '../../../models/modifier/picture-modifier.ts';
import { generator, randomModifierWeights } from '../../../models/modifier/random.ts';
import type { Cover } from '../../face.ts';
import { type CoverJob, NetworkError } from '../../safe/renderer.ts';
import { networkJob } from '../../testing/fakes.ts';
import { PersonaRenderer } from '../persona/renderer.ts';
import { CpuLearnedRenderer } from './modifier.ts';
import { drawWithNetworks } from './renderer.ts';

const SIDE = 32;
const WEIGHTS = randomModifierWeights({ width: 4, blocks: 1 }, SIDE, generator(1));

function frame(width = 320, height = 240): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data.set([(i * 7) % 251, (i * 13) % 241, (i * 29) % 239, 255], i * 4);
  }
  return { width, height, data };
}

function job(x: number, y: number, side: number, angle = 0): CoverJob {
  return networkJob('learned', { x, y, side, angle }, 1 / 1.75);
}

/** Paints picture i of a batch in its own red; what was asked of it is kept. */
function painting() {
  const calls: number[] = [];
  const network: PictureModifier = {
    side: SIDE,
    async apply(pictures, count) {
      calls.push(count);
      const length = SIDE * SIDE * 3;
      return pictures.map((_, i) => (i % 3 === 0 ? 0.2 + 0.3 * Math.floor(i / length) : 0.1));
    },
    dispose() {},
  };
  return { network, calls };
}

const withLearned = (learned: CpuLearnedRenderer) => ({ learned, persona: new PersonaRenderer() });

async function modifierOf(network: PictureModifier): Promise<CpuLearnedRenderer> {
  const modifier = new CpuLearnedRenderer(async () => network);
  await modifier.use(WEIGHTS);
  return modifier;
}

function distanceAt({ centre, width, height, angle, exponent }: Cover, x: number, y: number): number {
  const dx = x + 0.5 - centre.x;
  const dy = y + 0.5 - centre.y;
  const u = (dx * Math.cos(angle) + dy * Math.sin(angle)) / (width / 2);
  const v = (dy * Math.cos(angle) - dx * Math.sin(angle)) / (height / 2);
  return radius(u, v, exponent);
}

/** Calls `look` with the RGB of every pixel and its distance from each cover. */
function everyPixel(
  { width, height, data }: Pixels,
  covers: readonly Cover[],
  look: (rgb: readonly number[], distances: readonly number[], index: number) => void,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const o = (y * width + x) * 4;
      look(
        [...data.subarray(o, o + 3)],
        covers.map((cover) => distanceAt(cover, x, y)),
        o,
      );
    }
  }
}

/** The seam may move the network's blue and green by this much (of 255), less in the middle. */
const SEAM = 0.12 * 255 + 1;

test('every pixel of the core is the network’s, beyond the feather every pixel is the frame’s', async () => {
  const raw = frame();
  for (const face of [job(160, 120, 140, 0.5), job(20, 230, 110), job(310, 10, 90, -2), job(160, 120, 16)]) {
    const modifier = await modifierOf(painting().network);
    const [out] = await drawWithNetworks(raw, [{ covers: [face] }], withLearned(modifier), 0);
    let [core, foreign, touched] = [0, 0, 0];
    everyPixel(out as Pixels, [face.cover], (rgb, [distance = 9], o) => {
      if (distance <= 1) {
        core += 1;
        foreign += [51, 25.5, 25.5].every((v, c) => Math.abs((rgb[c] ?? 999) - v) < SEAM) ? 0 : 1;
      } else if (distance > 1 + face.cover.feather) {
        touched += rgb.every((v, c) => v === raw.data[o + c]) ? 0 : 1;
      }
    });
    expect([foreign, touched]).toEqual([0, 0]);
    expect(core).toBeGreaterThan(20);
  }
});

test('all faces of all views go through the network in one batch, a face that two views show once', async () => {
  const { network, calls } = painting();
  const modifier = await modifierOf(network);
  const covers = [job(80, 120, 90), job(230, 120, 90)];
  const pictures = await drawWithNetworks(frame(), [{ covers }, { covers }], withLearned(modifier), 0);
  expect(calls).toEqual([2]);
  const [first, second] = pictures.map(({ data }) => Buffer.from(data));
  expect(first?.equals(second as Buffer)).toBe(true);
});

test('where two faces overlap, each pixel of a core is that of the face it is nearer to', async () => {
  const covers = [job(140, 120, 120), job(200, 130, 150)];
  const modifier = await modifierOf(painting().network);
  for (const order of [covers, [...covers].reverse()]) {
    const [out] = await drawWithNetworks(frame(), [{ covers: order }], withLearned(modifier), 0);
    let [both, wrong] = [0, 0];
    const shapes = order.map(({ cover }) => cover);
    everyPixel(out as Pixels, shapes, ([r = 0], distances) => {
      const nearest = Math.min(...distances);
      both += distances.every((d) => d <= 1) ? 1 : 0;
      // Jobs are made in the order of their size: the smaller one is the first of the batch. Far in, the seam moves little.
      const expected = shapes[distances.indexOf(nearest)] === covers[0]?.cover ? 51 : 127.5;
      wrong += nearest <= 0.5 && Math.abs(r - expected) > 20 ? 1 : 0;
    });
    expect(wrong).toBe(0);
    expect(both).toBeGreaterThan(100);
  }
});

test('a hand-made cover lies over a learned face, whichever is larger', async () => {
  const modifier = await modifierOf(painting().network);
  const face = job(160, 120, 180);
  const mask: CoverJob = {
    cover: { ...face.cover, width: 30, height: 30, feather: 0 },
    mode: 'mask',
    values: { style: 'white' },
  };
  const [out] = await drawWithNetworks(frame(), [{ covers: [mask, face] }], withLearned(modifier), 0);
  let bare = 0;
  everyPixel(out as Pixels, [mask.cover], (rgb, [distance = 9]) => {
    bare += distance <= 1 && rgb.some((v) => v !== 255) ? 1 : 0;
  });
  expect(bare).toBe(0);
});

test.each<[string, PictureModifier['apply']]>([
  ['throws', async () => Promise.reject(new Error('out of memory'))],
  ['leaves a face as it was', async (pictures) => pictures.slice()],
  ['gives NaN', async (pictures) => pictures.map(() => Number.NaN)],
  ['gives too few pictures', async (pictures) => pictures.subarray(1)],
])('a network that %s is a failed modifier', async (_, apply) => {
  const modifier = await modifierOf({ side: SIDE, apply, dispose() {} });
  await expect(
    drawWithNetworks(frame(), [{ covers: [job(160, 120, 100)] }], withLearned(modifier), 0),
  ).rejects.toThrow(NetworkError);
});

test('without weights it is not ready, and fails as a modifier does', async () => {
  const modifier = new CpuLearnedRenderer(async () => painting().network);
  expect(modifier.ready).toBe(false);
  await expect(
    drawWithNetworks(frame(), [{ covers: [job(160, 120, 100)] }], withLearned(modifier), 0),
  ).rejects.toThrow(NetworkError);
});

test('a network that was released while it was made is disposed of', async () => {
  let disposed = 0;
  const modifier = new CpuLearnedRenderer(async () => ({ ...painting().network, dispose: () => disposed++ }));
  const making = modifier.use(WEIGHTS);
  await modifier.use(null);
  await making;
  expect([modifier.ready, disposed]).toEqual([false, 1]);
});
