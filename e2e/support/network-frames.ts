/** Frames of real faces, put together into scenes of which all is known, through the pipeline with a network that draws faces. */
import type { Page } from '@playwright/test';
import type { NetworkMode } from '../../src/engine/modes/catalogue.ts';
import type { Scene } from '../../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../../testing/scenes/stage.ts';
import type { LearnedHarness } from '../harness/learned.ts';
import type { Picture } from './clips.ts';

export interface Looked {
  readonly raw: Picture;
  readonly safe: Picture;
  readonly report: Awaited<ReturnType<LearnedHarness['process']>>['report'];
}

export interface Drawing {
  /** µs */
  readonly timestamp: number;
  /** Levels of a chequerboard, one pixel a square, that the frame is woven with. */
  readonly weave?: number;
  /** Standard deviation of the camera's noise, levels. */
  readonly noise?: number;
  /** As if this were the first frame. */
  readonly alone?: boolean;
  /** `learned` without it. */
  readonly mode?: NetworkMode;
  /** The renderer: `cpu` without it. */
  readonly kind?: 'cpu' | 'webgpu';
}

/** Draws a scene, has its faces replaced, and gives both pictures. */
export async function look(page: Page, scene: Scene, drawing: Drawing): Promise<Looked> {
  const { raw, safe, report } = await page.evaluate(
    async ([scene, { timestamp, weave = 0, noise = 0, alone = false, mode = 'learned', kind = 'cpu' }]) => {
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
        kind,
        timestamp,
        settings: {
          views: [{ mode }],
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

export const openStage = async (page: Page) => {
  await page.goto('/e2e/harness/learned.html');
  await installStage(page);
};

/** How much of a chequerboard of so many levels is left where `where` says: 1 all, 0 nothing. */
export function woven(picture: Picture, weave: number, where: (x: number, y: number) => boolean): number {
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

export const PEOPLE: Readonly<Record<string, Scene['people']>> = {
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
