import { BufferPool, floatsOf } from '../../../base/buffers.ts';
import { type Pixels, sampleCrop } from '../../../base/sample.ts';
import { cropSide } from '../../cover/grid.ts';
import { modeOf } from '../../modes/kernels.ts';
import { rgbaOf } from '../../safe/pixels.ts';
import type { Renderer, RenderRequest, ViewJob } from '../../safe/renderer.ts';
import { gridOf, learnedSlots, type Plan, planJobs } from '../jobs.ts';
import { composite } from './composite.ts';
import { CpuModifier, type CreatePictureModifier, type OwnCrop } from './modifier.ts';

/** The network and what runs it are fetched when the mode is first asked for. */
const createWasmModifier: CreatePictureModifier = async (weights) =>
  (await import('../../../models/modifier/wasm.ts')).createWasmModifier(weights);

/** The reference renderer: plain TypeScript on the frame's pixels; the modifier on tfjs's WASM backend. Works everywhere. */
export function createCpuRenderer(createModifier = createWasmModifier): Renderer {
  const modifier = new CpuModifier(createModifier);
  const pool = new BufferPool();
  return {
    kind: 'cpu',
    device: null,
    modifier,
    async render({ frame, views }: RenderRequest): Promise<ImageBitmap[]> {
      const raw = await rgbaOf(frame);
      const pictures = await drawWithModifier(raw, views, modifier, frame.timestamp, pool);
      // Not by way of a canvas: what a canvas gives out takes the page milliseconds to show, this takes none. Nothing shines
      // through, so that there is nothing to premultiply, and no second copy to do it in.
      const bitmaps = await Promise.all(
        pictures.map(({ data, width, height }) =>
          createImageBitmap(new ImageData(data, width, height), { premultiplyAlpha: 'none' }),
        ),
      );
      for (const { data } of pictures) {
        pool.give(data.buffer);
      }
      return bitmaps;
    },
    lost: new Promise(() => undefined),
    dispose() {
      void modifier.use(null);
    },
  };
}

/**
 * The frame with each view's covers drawn over it; `raw` stays as it is. All learned faces go through the modifier in one
 * batch. @param timestamp µs. @throws ModifierError when the modifier failed.
 */
export async function drawWithModifier(
  raw: Pixels,
  views: readonly ViewJob[],
  modifier: CpuModifier,
  timestamp: number,
  pool = new BufferPool(),
): Promise<OwnPixels[]> {
  const plan = planJobs(views);
  const learned = learnedSlots(plan);
  const jobs = learned.flatMap((index) => plan.slots[index]?.job ?? []);
  const made = jobs.length > 0 ? await modifier.modify(raw, jobs, timestamp, pool) : [];
  return drawPlan(raw, plan, new Map(learned.map((index, i) => [index, made[i] as OwnCrop])), pool);
}

/** The same for hand-made modes alone. Pure but for the noise keys. @throws RangeError when a mode is learned. */
export function drawViews(raw: Pixels, views: readonly ViewJob[]): Pixels[] {
  return drawPlan(raw, planJobs(views), new Map(), new BufferPool());
}

/** Pixels in memory of the pool. */
type OwnPixels = Pixels & { readonly data: Uint8ClampedArray<ArrayBuffer> };

function drawPlan(
  raw: Pixels,
  plan: Plan,
  modified: ReadonlyMap<number, OwnCrop>,
  pool: BufferPool,
): OwnPixels[] {
  const crops = plan.slots.map(({ job, key }, index) => {
    const made = modified.get(index);
    if (made) {
      return made;
    }
    const mode = modeOf(job.mode);
    const side = cropSide(job.cover);
    const rgba = floatsOf(pool, side * side * 4);
    if (!mode.blind) {
      sampleCrop(raw, gridOf(job), side, rgba);
    }
    const crop = { side, rgba };
    mode.cpu(crop, job.values, key);
    return crop;
  });
  const pictures = plan.views.map((slots) => {
    const { width, height } = raw;
    const data = new Uint8ClampedArray(pool.take(raw.data.length), 0, raw.data.length);
    data.set(raw.data);
    const picture = { width, height, data };
    const learned = slots.filter((index) => modified.has(index));
    for (const index of slots) {
      const slot = plan.slots[index];
      const crop = crops[index];
      if (slot && crop) {
        const rivals = modified.has(index)
          ? learned.flatMap((other) => (other === index ? [] : (plan.slots[other]?.job.cover ?? [])))
          : [];
        composite(picture, slot.job.cover, crop, gridOf(slot.job), rivals);
      }
    }
    return picture;
  });
  for (const { rgba } of crops) {
    pool.give(rgba.buffer);
  }
  return pictures;
}
