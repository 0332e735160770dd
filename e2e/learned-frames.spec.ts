/**
 * The mode `learned` with the weights of this build, frame by frame on real faces put together into scenes of which all is known.
 * On WebAssembly; what WebGPU does with small networks is in modifier.spec.ts, the page in learned.spec.ts.
 */
import type { Page } from '@playwright/test';
import { sceneAt } from '../testing/scenes/scenarios.ts';
import { facesOf, inEllipse, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../testing/scenes/stage.ts';
import type { LearnedHarness } from './harness/learned.ts';
import { alikeShare } from './support/bare.ts';
import type { Picture } from './support/clips.ts';
import { faceSamples, meanDifference } from './support/flicker.ts';
import { expect, test } from './support/test.ts';

interface Looked {
  readonly raw: Picture;
  readonly safe: Picture;
  readonly report: Awaited<ReturnType<LearnedHarness['process']>>['report'];
}

interface Drawing {
  /** µs */
  readonly timestamp: number;
  /** Levels of a chequerboard, one pixel a square, that the frame is woven with. */
  readonly weave?: number;
  /** Standard deviation of the camera's noise, levels. */
  readonly noise?: number;
  /** As if this were the first frame. */
  readonly alone?: boolean;
}

/** Draws a scene, has its faces replaced, and gives both pictures. */
async function look(page: Page, scene: Scene, drawing: Drawing): Promise<Looked> {
  const { raw, safe, report } = await page.evaluate(
    async ([scene, { timestamp, weave = 0, noise = 0, alone = false }]) => {
      const { guiseStage, learnedHarness } = globalThis as unknown as {
        guiseStage: Stage;
        learnedHarness: LearnedHarness;
      };
      const pixelsOf = (context: OffscreenCanvasRenderingContext2D) =>
        context.getImageData(0, 0, scene.width, scene.height);
      const text = ({ data }: ImageData) => {
        let all = '';
        for (let at = 0; at < data.length; at += 32_768) {
          all += String.fromCharCode(...data.subarray(at, at + 32_768));
        }
        return btoa(all);
      };
      const canvas = guiseStage.draw(scene);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      const image = pixelsOf(context);
      // The same grain whenever the same moment is drawn (Park–Miller).
      let state = Math.round(timestamp) + 1;
      const chance = () => {
        state = (state * 48_271) % 0x7fffffff;
        return state / 0x7fffffff;
      };
      for (let p = 0; p < scene.width * scene.height; p++) {
        const sign = (p + Math.floor(p / scene.width)) % 2 === 0 ? 1 : -1;
        for (let c = 0; c < 3; c++) {
          const grain = noise * 2 * (chance() + chance() + chance() - 1.5);
          image.data[p * 4 + c] = (image.data[p * 4 + c] as number) + sign * weave + grain;
        }
      }
      context.putImageData(image, 0, 0);
      const { picture, report } = await learnedHarness.process(await createImageBitmap(canvas), {
        kind: 'cpu',
        timestamp,
        settings: {
          views: [{ mode: 'learned' }],
          values: { mask: { style: 'black' } },
          coverWhenNoFace: false,
        },
        alone,
      });
      const drawn = new OffscreenCanvas(scene.width, scene.height).getContext(
        '2d',
      ) as OffscreenCanvasRenderingContext2D;
      drawn.drawImage(picture, 0, 0);
      return { raw: text(image), safe: text(pixelsOf(drawn)), report };
    },
    [drawable(scene), drawing] as const,
  );
  const picture = (base64: string): Picture => ({
    width: scene.width,
    height: scene.height,
    data: new Uint8ClampedArray(Buffer.from(base64, 'base64')),
  });
  return { raw: picture(raw), safe: picture(safe), report };
}

const openStage = async (page: Page) => {
  await page.goto('/e2e/harness/learned.html');
  await installStage(page);
};

/** How much of a chequerboard of so many levels is left where `where` says: 1 all, 0 nothing. */
function woven(picture: Picture, weave: number, where: (x: number, y: number) => boolean): number {
  const { width, height, data } = picture;
  const green = (x: number, y: number) => data[(y * width + x) * 4 + 1] as number;
  let [sum, count] = [0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      if (where(x, y)) {
        const around = (green(x - 1, y) + green(x + 1, y) + green(x, y - 1) + green(x, y + 1)) / 4;
        sum += ((x + y) % 2 === 0 ? 1 : -1) * (green(x, y) - around);
        count += 2 * weave;
      }
    }
  }
  return sum / count;
}

test('no pixel of the frame is in the core of a face, neither at once nor by what is remembered', async ({
  page,
}) => {
  await openStage(page);
  // Larger than the network's picture: what is as fine as a pixel cannot have come through it.
  const scene: Scene = {
    width: 640,
    height: 480,
    people: [{ face: 18, x: 300, y: 260, height: 330, roll: 8 }],
  };
  const [face] = facesOf(scene) as [SceneFace];
  const weave = 12;
  for (let i = 0; i < 4; i++) {
    const { raw, safe, report } = await look(page, scene, { timestamp: i * 33_333, weave });
    expect(report.mode).toBe('learned');
    const inFace = (x: number, y: number) => inEllipse(face, x, y, { x: 0.9, y: 0.9, rise: 0 });
    const outside = (x: number, y: number) => !inEllipse(face, x, y, { x: 2, y: 2, rise: 0 });
    expect(woven(raw, weave, inFace)).toBeGreaterThan(0.8);
    expect(Math.abs(woven(safe, weave, inFace))).toBeLessThan(0.05);
    expect(woven(safe, weave, outside)).toBeGreaterThan(0.8);
  }
});

const PEOPLE: Readonly<Record<string, Scene['people']>> = {
  'small and large': [
    { face: 6, x: 90, y: 120, height: 42 },
    { face: 21, x: 400, y: 260, height: 280 },
  ],
  rolled: [
    { face: 7, x: 190, y: 200, height: 150, roll: 35 },
    { face: 21, x: 450, y: 250, height: 170, roll: -40 },
  ],
  overlapping: [
    { face: 6, x: 270, y: 200, height: 150 },
    { face: 19, x: 380, y: 240, height: 170 },
  ],
  'at the border': [{ face: 20, x: 560, y: 400, height: 170 }],
};

test('small, large, rolled, overlapping and at the border: every face is another one', async ({ page }) => {
  await openStage(page);
  for (const [i, [name, people]] of Object.entries(PEOPLE).entries()) {
    const scene: Scene = { width: 640, height: 480, people };
    const { raw, safe, report } = await look(page, scene, { timestamp: i, alone: true });
    expect(report, name).toMatchObject({ mode: 'learned', covered: 'faces' });
    for (const face of facesOf(scene)) {
      expect(alikeShare(safe, raw, face, 2), `${name}, person ${face.person}`).toBeLessThan(0.1);
    }
  }
});

/** Share of a face's pixels that are black, as the mask is here. */
function blackShare({ width, height, data }: Picture, face: SceneFace): number {
  let [black, all] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (inEllipse(face, x, y)) {
        const at = (y * width + x) * 4;
        all += 1;
        black += Math.max(...data.subarray(at, at + 3)) < 16 ? 1 : 0;
      }
    }
  }
  return black / all;
}

/** Cut by the upper border through the eyes: found, but not confirmed. */
const DOUBTFUL: readonly Scene['people'][number][] = [
  { face: 3, x: 150, y: 6, height: 150 },
  { face: 4, x: 150, y: 10, height: 120 },
  { face: 6, x: 150, y: 8, height: 130 },
];

test('a face that is not surely one is masked, the one beside it is learned', async ({ page }) => {
  await openStage(page);
  /** Of each doubtful face, how much of it is black. */
  const masked: number[] = [];
  for (const [i, person] of DOUBTFUL.entries()) {
    const scene: Scene = {
      width: 640,
      height: 480,
      people: [person, { face: 20, x: 480, y: 260, height: 170 }],
    };
    const { safe, report } = await look(page, scene, { timestamp: i, alone: true });
    const [doubtful, sure] = facesOf(scene) as [SceneFace, SceneFace];
    expect(report.mode).toBe('learned');
    expect(blackShare(safe, sure)).toBeLessThan(0.2);
    const found = report.faces.filter(
      (cover) => Math.abs(cover.x + cover.width / 2 - doubtful.x) < doubtful.width / 2,
    );
    if (found.length > 0 && found.every(({ verdict }) => verdict === 'uncertain')) {
      masked.push(blackShare(safe, doubtful));
    }
  }
  expect(masked.length).toBeGreaterThan(0);
  expect(Math.min(...masked)).toBeGreaterThan(0.9);
});

/** Frames before the flicker is measured: the first ones have no memory yet. */
const FIRST = 2;
const MEASURED = 8;

test('a moving face is steady: it flickers less than the raw one, and than without memory', async ({
  page,
}, info) => {
  await openStage(page);
  const flicker = { raw: 0, steady: 0, alone: 0 };
  let before: Record<keyof typeof flicker, number[]> | null = null;
  for (let i = 0; i < FIRST + MEASURED; i++) {
    const scene = sceneAt('one', { width: 640, height: 480, time: i / 30, seconds: 4 });
    const [face] = facesOf(scene) as [SceneFace];
    const drawing = { timestamp: i * 33_333, noise: 2 };
    const steady = await look(page, scene, drawing);
    const alone = await look(page, scene, { ...drawing, alone: true });
    expect([steady.report.mode, alone.report.mode]).toEqual(['learned', 'learned']);
    const now = {
      raw: faceSamples(steady.raw, face),
      steady: faceSamples(steady.safe, face),
      alone: faceSamples(alone.safe, face),
    };
    for (const kind of ['raw', 'steady', 'alone'] as const) {
      flicker[kind] += before && i >= FIRST ? meanDifference(before[kind], now[kind]) / MEASURED : 0;
    }
    before = now;
  }
  const description = `levels a frame: raw ${flicker.raw.toFixed(2)}, learned ${flicker.steady.toFixed(2)}, without memory ${flicker.alone.toFixed(2)}`;
  info.annotations.push({ type: 'measured', description });
  console.log(description);
  // Tried: without blending 1.11, with the alignment as it is found 1.36.
  expect(flicker.steady / flicker.raw).toBeLessThan(0.9);
  // Without blending the two are the same; with it 0.67 was seen here, and 0.52 over 12 frames.
  expect(flicker.steady / flicker.alone).toBeLessThan(0.8);
});
