import { modeOf } from '../../modes/index.ts';
import type { Crop } from '../../modes/mode.ts';
import { rgbaOf } from '../../pixels.ts';
import { cropSide, gridFor } from '../../warp/grid.ts';
import { planJobs } from '../jobs.ts';
import type { Renderer, RenderRequest, ViewJob } from '../renderer.ts';
import { composite } from './composite.ts';
import { type Pixels, sampleCrop } from './sample.ts';

/** The reference renderer: plain TypeScript on the frame's pixels. Works everywhere. */
export function createCpuRenderer(): Renderer {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { alpha: false });
  return {
    kind: 'cpu',
    async render({ frame, views }: RenderRequest): Promise<ImageBitmap[]> {
      if (!context) {
        throw new Error('No 2D canvas for drawing.');
      }
      const raw = await rgbaOf(frame);
      return drawViews(raw, views).map((picture) => {
        canvas.width = picture.width;
        canvas.height = picture.height;
        context.putImageData(
          new ImageData(picture.data as ImageDataArray, picture.width, picture.height),
          0,
          0,
        );
        return canvas.transferToImageBitmap();
      });
    },
    lost: new Promise(() => undefined),
    dispose() {},
  };
}

/** The frame with each view's covers drawn over it; `raw` stays as it is. Pure but for the noise keys. */
export function drawViews(raw: Pixels, views: readonly ViewJob[]): Pixels[] {
  const plan = planJobs(views);
  const crops: Crop[] = plan.slots.map(({ job, key }) => {
    const crop = sampleCrop(raw, gridFor(job.cover), cropSide(job.cover));
    modeOf(job.mode).cpu(crop, job.values, key);
    return crop;
  });
  return plan.views.map((slots) => {
    const picture = { width: raw.width, height: raw.height, data: raw.data.slice() };
    for (const index of slots) {
      const slot = plan.slots[index];
      const crop = crops[index];
      if (slot && crop) {
        composite(picture, slot.job.cover, crop);
      }
    }
    return picture;
  });
}
