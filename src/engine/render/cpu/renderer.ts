import { BufferPool, floatsOf } from '../../../base/buffers.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { ModifierWeights } from '../../../models/modifier/weights.ts';
import type { PersonaWeights } from '../../../models/persona/weights.ts';
import { cropSide } from '../../cover/grid.ts';
import { modeOf } from '../../modes/kernels.ts';
import type { NetworkMode } from '../../modes/mode.ts';
import type { SafeFrame } from '../../safe/frame.ts';
import { rgbaOf } from '../../safe/pixels.ts';
import { NetworkError, type Renderer, type RenderRequest, type ViewJob } from '../../safe/renderer.ts';
import { gridOf, networkSlots, type Plan, planJobs } from '../jobs.ts';
import { NetworkOnDemand } from '../network-on-demand.ts';
import type { PersonaRenderer } from '../persona/renderer.ts';
import { Compositor } from './compositor.ts';
import { KeptPictures, type OwnPixels } from './kept.ts';
import type { CpuLearnedRenderer, CreatePictureModifier, OwnCrop } from './modifier.ts';
import { Sampler } from './sampler.ts';

/** The network and what runs it are fetched when the mode is first asked for. */
const createWasmModifier: CreatePictureModifier = async (weights) =>
  (await import('../../../models/modifier/wasm.ts')).createWasmModifier(weights);

/** Null where it is not there. */
export interface CpuNetworks {
  readonly learned: Pick<CpuLearnedRenderer, 'modify'> | null;
  readonly persona: Pick<PersonaRenderer, 'draw'> | null;
}

/** The reference renderer: plain TypeScript on the frame's pixels; the modifier on tfjs's WASM backend. Works everywhere. */
export function createCpuRenderer(createModifier = createWasmModifier): Renderer {
  const networks = {
    learned: new NetworkOnDemand<ModifierWeights, CpuLearnedRenderer>(
      async () => new (await import('./modifier.ts')).CpuLearnedRenderer(createModifier),
    ),
    persona: new NetworkOnDemand<PersonaWeights, PersonaRenderer>(
      async () => new (await import('../persona/renderer.ts')).PersonaRenderer(),
    ),
  };
  const own = (): CpuNetworks => ({ learned: networks.learned.own, persona: networks.persona.own });
  const pool = new BufferPool();
  const giveBack = (pictures: readonly OwnPixels[]) => {
    for (const { data } of pictures) {
      pool.give(data.buffer);
    }
  };
  /** Of the frame that was drawn last; a frame that comes again finds its pictures here. */
  let kept = new KeptPictures({});
  return {
    kind: 'cpu',
    device: null,
    networks,
    async render({ frame, views, format }: RenderRequest): Promise<SafeFrame['picture'][]> {
      const output = format === 'i420' ? await planesOutput() : null;
      const planes = await output?.framePlanes(frame, views, pool);
      if (planes) {
        const made: VideoFrame[] = [];
        let drawn: readonly OwnPixels[] = [];
        try {
          drawn = await drawWithNetworks(planes.raw, views, own(), frame.timestamp, pool, planes.blank);
          for (const [view, picture] of drawn.entries()) {
            made.push(planes.finish(picture, view));
          }
        } catch (error) {
          for (const frame of made) {
            frame.close();
          }
          throw error;
        } finally {
          giveBack(drawn);
          planes.release();
        }
        return made;
      }
      const raw = await rgbaOf(frame);
      if (!output && kept.source === frame.source) {
        const again = await drawAgain(raw, views, own(), frame.timestamp, pool, kept).catch(
          (error: unknown) => {
            kept = new KeptPictures({});
            throw error;
          },
        );
        if (again) {
          return again;
        }
      }
      kept = new KeptPictures(frame.source);
      const pictures = await drawWithNetworks(raw, views, own(), frame.timestamp, pool);
      const made = await Promise.all(
        pictures.map((picture) => output?.planesFrame(picture, frame.timestamp, pool) ?? toShow(picture)),
      );
      giveBack(pictures);
      return made;
    },
    lost: new Promise(() => undefined),
    dispose() {
      void networks.learned.use(null);
      void networks.persona.use(null);
    },
  };
}

/** Null where the pictures cannot be kept. */
async function drawAgain(
  raw: Pixels,
  views: readonly ViewJob[],
  networks: CpuNetworks,
  timestamp: number,
  pool: BufferPool,
  kept: KeptPictures,
): Promise<ImageBitmap[] | null> {
  const blanks = views.map((view, i) => kept.begin(raw, i, view));
  if (!blanks.every((blank) => blank !== null)) {
    return null;
  }
  await drawWithNetworks(raw, views, networks, timestamp, pool, (i) => blanks[i] as OwnPixels);
  return Promise.all(views.map((_, i) => kept.finish(i)));
}

/**
 * The frame with each view's covers drawn over it; `raw` stays as it is. All learned faces go through the modifier in one
 * batch. @param timestamp µs. @param blank the raw picture, to be drawn over, for a view. @throws NetworkError when a network failed.
 */
export async function drawWithNetworks(
  raw: Pixels,
  views: readonly ViewJob[],
  networks: CpuNetworks,
  timestamp: number,
  pool = new BufferPool(),
  blank = blankFrom(raw, pool),
): Promise<OwnPixels[]> {
  const plan = planJobs(views);
  const [learned, strangers] = [networkSlots(plan, 'learned'), networkSlots(plan, 'persona')];
  const jobsOf = (slots: typeof learned) => slots.map(({ job }) => job);
  const made =
    learned.length > 0
      ? await present(networks, 'learned').modify(raw, jobsOf(learned), timestamp, pool)
      : [];
  const drawn =
    strangers.length > 0 ? present(networks, 'persona').draw(raw, jobsOf(strangers), timestamp, pool) : [];
  const crops = [...made, ...drawn];
  const bySlot = new Map([...learned, ...strangers].map(({ index }, i) => [index, crops[i] as OwnCrop]));
  return drawPlan(raw, plan, bySlot, pool, blank);
}

function present<M extends NetworkMode>(networks: CpuNetworks, mode: M): NonNullable<CpuNetworks[M]> {
  const network = networks[mode];
  if (!network) {
    throw new NetworkError(mode, 'there is no network');
  }
  return network;
}

/** Not by way of a canvas: what a canvas gives out takes the page milliseconds to show, this takes none. */
function toShow({ data, width, height }: OwnPixels): Promise<ImageBitmap> {
  // Nothing shines through, so that there is nothing to premultiply, and no second copy to do it in.
  return createImageBitmap(new ImageData(data, width, height), { premultiplyAlpha: 'none' });
}

/** Fetched when pictures are first wanted as planes; null where that fails: they come as RGBA, and it is tried again. */
function planesOutput(): Promise<typeof import('./frame-planes.ts') | null> {
  return import('./frame-planes.ts').catch(() => null);
}

let made: Compositor | null = null;

/** One for all: it works on one cover at a time. */
function compositor(): Compositor {
  made ??= new Compositor();
  return made;
}

let own: Sampler | null = null;

function sampler(): Sampler {
  own ??= new Sampler();
  return own;
}

/** The same for hand-made modes alone. Pure but for the noise keys. @throws RangeError when a mode is learned. */
export function drawViews(raw: Pixels, views: readonly ViewJob[]): Pixels[] {
  const pool = new BufferPool();
  return drawPlan(raw, planJobs(views), new Map(), pool, blankFrom(raw, pool));
}

/** A copy of the frame in memory of the pool. */
function blankFrom({ width, height, data }: Pixels, pool: BufferPool): (view: number) => OwnPixels {
  return () => {
    const copy = new Uint8ClampedArray(pool.take(data.length), 0, data.length);
    copy.set(data);
    return { width, height, data: copy };
  };
}

function drawPlan(
  raw: Pixels,
  plan: Plan,
  modified: ReadonlyMap<number, OwnCrop>,
  pool: BufferPool,
  blank: (view: number) => OwnPixels,
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
      sampler().sample(raw, gridOf(job), side, rgba);
    }
    const crop = { side, rgba };
    mode.cpu(crop, job.values, key);
    return crop;
  });
  const pictures = plan.views.map((slots, view) => {
    const picture = blank(view);
    const learned = slots.filter((index) => modified.has(index));
    for (const index of slots) {
      const slot = plan.slots[index];
      const crop = crops[index];
      if (slot && crop) {
        const rivals = modified.has(index)
          ? learned.flatMap((other) => (other === index ? [] : (plan.slots[other]?.job.cover ?? [])))
          : [];
        compositor().draw(picture, slot.job.cover, crop, gridOf(slot.job), rivals, slot.job.plain);
      }
    }
    return picture;
  });
  for (const { rgba } of crops) {
    pool.give(rgba.buffer);
  }
  return pictures;
}
