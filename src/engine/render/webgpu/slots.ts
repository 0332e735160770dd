import { samplesAcross } from '../../../base/sample.ts';
import { cropSide } from '../../cover/grid.ts';
import type { CoverJob } from '../../safe/renderer.ts';
import { gridOf, type Slot } from '../jobs.ts';

/** `Slot` of crop.wgsl: 4 u32, grid0, grid1, key0, key1, place, shape, each 4 × 4 bytes. */
export const SLOT_BYTES = 7 * 16;
/** Room behind a slot's pixels in `scratch` for two vec4f a SLIC centre (16 × 16 centres at most). */
const SCRATCH_EXTRA = 2 * 16 * 16;

export interface SlotLayout {
  readonly bytes: ArrayBuffer;
  readonly sides: readonly number[];
  /** Where in `crops` each slot's crop begins, in vec4f. */
  readonly cropsAt: readonly number[];
  readonly maxSide: number;
  /** vec4f that `crops` and `scratch` must hold. */
  readonly cropLength: number;
  readonly scratchLength: number;
}

/**
 * The slots as the shaders read them, and where in the buffers each has its place.
 * @param networkSide side of the crop of a face that a network draws.
 */
export function layoutSlots(
  slots: readonly Slot[],
  networkSide: (job: CoverJob) => number | undefined,
): SlotLayout {
  const bytes = new ArrayBuffer(Math.max(1, slots.length) * SLOT_BYTES);
  const sides: number[] = [];
  const cropsAt: number[] = [];
  let cropAt = 0;
  let scratchAt = 0;
  slots.forEach(({ job, key }, i) => {
    const { cover, aligned } = job;
    const side = (aligned && networkSide(job)) ?? cropSide(cover);
    const grid = gridOf(job);
    // Of none, the crop is not sampled: it is brought there.
    const samples = job.mode === 'persona' ? 0 : aligned ? samplesAcross(grid, side) : 1;
    const at = i * SLOT_BYTES;
    new Uint32Array(bytes, at, 4).set([side, cropAt, scratchAt, samples]);
    new Float32Array(bytes, at + 16, 8).set([
      grid.x0,
      grid.y0,
      grid.xs,
      grid.ys,
      grid.xt,
      grid.yt,
      aligned ? 1 : 0,
      job.plain ?? 0,
    ]);
    new Uint32Array(bytes, at + 48, 8).set(key);
    new Float32Array(bytes, at + 80, 8).set([
      cover.centre.x,
      cover.centre.y,
      cover.width / 2,
      cover.height / 2,
      Math.cos(cover.angle),
      Math.sin(cover.angle),
      cover.exponent,
      cover.feather,
    ]);
    sides.push(side);
    cropsAt.push(cropAt);
    cropAt += side * side;
    scratchAt += side * side + SCRATCH_EXTRA;
  });
  return {
    bytes,
    sides,
    cropsAt,
    maxSide: Math.max(1, ...sides),
    cropLength: cropAt,
    scratchLength: scratchAt,
  };
}
