/** The mode `learned` on the CPU: aligned crops of all faces, one batch through the network, made fit to be warped back. */

import { BufferPool, floatsOf } from '../../../base/buffers.ts';
import { messageOf } from '../../../base/errors.ts';
import type { Crop } from '../../../base/sample.ts';
import { type Pixels, sampleForModifier } from '../../../base/sample.ts';
import type { PictureModifier } from '../../../models/modifier/picture-modifier.ts';
import type { ModifierWeights } from '../../../models/modifier/weights.ts';
import { alignedGrid } from '../../cover/learned-cover.ts';
import { type CoverJob, NetworkError, type RendererNetwork } from '../../safe/renderer.ts';
import { FaceMemory } from '../learned/memory.ts';
import { matchSeam, type Seam, seamOf } from '../learned/seam.ts';
import { evenTint } from '../learned/tint.ts';

export type CreatePictureModifier = (weights: ModifierWeights) => Promise<PictureModifier>;

/** In memory of a pool. */
export type OwnCrop = Crop & { readonly rgba: Float32Array<ArrayBuffer> };

/** Less than this mean change of the core, 0..1, means that the network left a face as it was. */
export const LEAST_CHANGE = 0.004;

export class CpuLearnedRenderer implements RendererNetwork<ModifierWeights> {
  readonly #create: CreatePictureModifier;
  readonly #memory = new FaceMemory();
  #network: PictureModifier | null = null;
  #duration = 0;
  /** Counts calls of `use`: a network that was made for an earlier call is not kept. */
  #calls = 0;

  constructor(create: CreatePictureModifier) {
    this.#create = create;
  }

  get ready(): boolean {
    return this.#network !== null;
  }

  get duration(): number {
    return this.#duration;
  }

  async use(weights: ModifierWeights | null): Promise<void> {
    const call = ++this.#calls;
    this.#network?.dispose();
    this.#network = null;
    this.#memory.clear();
    const network = weights && (await this.#create(weights));
    if (call === this.#calls) {
      this.#network = network;
    } else {
      network?.dispose();
    }
  }

  /**
   * One crop a job, RGB as the network made it, matched at the seam and steadied.
   * @param timestamp of the frame, µs.
   * @param pool for the crops.
   * @throws NetworkError whatever went wrong.
   */
  async modify(
    frame: Pixels,
    jobs: readonly CoverJob[],
    timestamp: number,
    pool = new BufferPool(),
  ): Promise<OwnCrop[]> {
    const began = performance.now();
    try {
      const crops = await this.#modify(frame, jobs, timestamp, pool);
      this.#duration = performance.now() - began;
      return crops;
    } catch (error) {
      throw new NetworkError('learned', messageOf(error));
    }
  }

  async #modify(
    frame: Pixels,
    jobs: readonly CoverJob[],
    timestamp: number,
    pool: BufferPool,
  ): Promise<OwnCrop[]> {
    const network = this.#network;
    if (!network) {
      throw new Error('there is no network');
    }
    const { side } = network;
    const length = side * side * 3;
    const raw = floatsOf(pool, jobs.length * length);
    jobs.forEach((job, i) => {
      sampleForModifier(frame, alignedGrid(alignedOf(job)), side, raw, i * length);
    });
    const made = await network.apply(raw, jobs.length);
    if (made.length !== raw.length) {
      throw new Error('the network made another number of pictures');
    }
    const crops = jobs.map((job, i) => {
      const before = raw.subarray(i * length, (i + 1) * length);
      const after = made.subarray(i * length, (i + 1) * length);
      const aligned = alignedOf(job);
      const seam = seamOf(job.cover, aligned, side);
      assertChanged(before, after, seam);
      evenTint(after, seam);
      // What is remembered is the network's own picture: the seam brings in averages of the frame, for this frame alone.
      this.#memory.smooth(aligned.key, after, timestamp);
      matchSeam(before, after, seam);
      return { side, rgba: withAlpha(after, floatsOf(pool, side * side * 4)) };
    });
    pool.give(raw.buffer);
    return crops;
  }
}

function alignedOf(job: CoverJob) {
  if (!job.aligned) {
    throw new Error('a learned face has no alignment');
  }
  return job.aligned;
}

/** @throws Error when the network's picture holds something that is no number, or leaves the core as it was. */
function assertChanged(before: Float32Array, after: Float32Array, { inside, insideCount }: Seam): void {
  let change = 0;
  for (let p = 0; p < inside.length; p++) {
    if (inside[p]) {
      const o = p * 3;
      change +=
        Math.abs((after[o] as number) - (before[o] as number)) +
        Math.abs((after[o + 1] as number) - (before[o + 1] as number)) +
        Math.abs((after[o + 2] as number) - (before[o + 2] as number));
    }
  }
  // Written so that a NaN fails it.
  if (!(change / (3 * insideCount) >= LEAST_CHANGE)) {
    throw new Error('the network left a face as it was');
  }
}

/** @param rgba written to and returned. */
function withAlpha<T extends Float32Array>(rgb: Float32Array, rgba: T): T {
  for (let i = 0, o = 0; i < rgb.length; i += 3, o += 4) {
    rgba[o] = rgb[i] as number;
    rgba[o + 1] = rgb[i + 1] as number;
    rgba[o + 2] = rgb[i + 2] as number;
    rgba[o + 3] = 1;
  }
  return rgba;
}
