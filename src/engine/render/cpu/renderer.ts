import { modeOf } from '../../modes/index.ts';
import type { Crop } from '../../modes/mode.ts';
import { rgbaOf } from '../../pixels.ts';
import { cropSide } from '../../warp/grid.ts';
import { gridOf, learnedSlots, type Plan, planJobs } from '../jobs.ts';
import type { Renderer, RenderRequest, ViewJob } from '../renderer.ts';
import { composite } from './composite.ts';
import { CpuModifier, type CreatePictureModifier } from './modifier.ts';
import { type Pixels, sampleCrop } from './sample.ts';

/** The network and what runs it are fetched when the mode is first asked for. */
const createWasmModifier: CreatePictureModifier = async (weights) =>
  (await import('../../../models/modifier/wasm.ts')).createWasmModifier(weights);

/** The reference renderer: plain TypeScript on the frame's pixels; the modifier on tfjs's WASM backend. Works everywhere. */
export function createCpuRenderer(createModifier = createWasmModifier): Renderer {
  const modifier = new CpuModifier(createModifier);
  return {
    kind: 'cpu',
    device: null,
    modifier,
    async render({ frame, views }: RenderRequest): Promise<ImageBitmap[]> {
      const raw = await rgbaOf(frame);
      const pictures = await drawWithModifier(raw, views, modifier, frame.timestamp);
      // Not by way of a canvas: what a canvas gives out takes the page milliseconds to show, this takes none.
      return Promise.all(
        pictures.map(({ data, width, height }) =>
          createImageBitmap(new ImageData(data as ImageDataArray, width, height)),
        ),
      );
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
): Promise<Pixels[]> {
  const plan = planJobs(views);
  const learned = learnedSlots(plan);
  const jobs = learned.flatMap((index) => plan.slots[index]?.job ?? []);
  const made = jobs.length > 0 ? await modifier.modify(raw, jobs, timestamp) : [];
  return drawPlan(raw, plan, new Map(learned.map((index, i) => [index, made[i] as Crop])));
}

/** The same for hand-made modes alone. Pure but for the noise keys. @throws RangeError when a mode is learned. */
export function drawViews(raw: Pixels, views: readonly ViewJob[]): Pixels[] {
  return drawPlan(raw, planJobs(views), new Map());
}

function drawPlan(raw: Pixels, plan: Plan, modified: ReadonlyMap<number, Crop>): Pixels[] {
  const crops = plan.slots.map(({ job, key }, index) => {
    const made = modified.get(index);
    if (made) {
      return made;
    }
    const mode = modeOf(job.mode);
    const side = cropSide(job.cover);
    const crop = mode.blind
      ? { side, rgba: new Float32Array(side * side * 4) }
      : sampleCrop(raw, gridOf(job), side);
    mode.cpu(crop, job.values, key);
    return crop;
  });
  return plan.views.map((slots) => {
    const picture = { width: raw.width, height: raw.height, data: raw.data.slice() };
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
}
