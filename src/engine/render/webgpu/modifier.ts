/**
 * The mode `learned` on WebGPU: crops that are sampled already go through the network, are steadied and matched at the seam,
 * and lie where they were, all on the GPU. Nothing is read back.
 */
import { WebGpuModifier } from '../../../models/modifier/webgpu/network.ts';
import type { ModifierWeights } from '../../../models/modifier/weights.ts';
import type { CoverJob, RendererNetwork } from '../../safe/renderer.ts';
import { LEAST_CHANGE } from '../cpu/modifier.ts';
import { FADE, FORGET, MOVED } from '../learned/memory.ts';
import { MOST, SECTORS, type Seam, seamOf } from '../learned/seam.ts';
import { FULL_TINT, NOT_SKIN } from '../learned/tint.ts';
import { GrowingBuffer } from './buffers.ts';
import shader from './smooth.wgsl?raw';

/** A learned face of this frame: its job, and where its crop lies in the renderer's buffer, in vec4f. */
export interface LearnedCrop {
  readonly job: CoverJob;
  readonly cropAt: number;
}

/** Outputs that are remembered, and seams that are kept, at most (more where a frame has more faces). */
const MEMORIES = 32;
const SEAMS = 16;
const WORKGROUP = 64;

interface Network {
  readonly modifier: WebGpuModifier;
  readonly average: GPUComputePipeline;
  readonly measure: GPUComputePipeline;
  readonly finish: GPUComputePipeline;
}

interface Memory {
  readonly slot: number;
  readonly timestamp: number;
}

export class GpuLearnedRenderer implements RendererNetwork<ModifierWeights> {
  readonly #device: GPUDevice;
  readonly #faces: GrowingBuffer;
  readonly #starts: GrowingBuffer;
  readonly #sums: GrowingBuffer;
  readonly #history: GrowingBuffer;
  readonly #seams: GrowingBuffer;
  readonly #limits: GrowingBuffer;
  #network: Network | null = null;
  #duration = 0;
  #calls = 0;
  #memories = new Map<number, Memory>();
  #slots = MEMORIES;
  #seamSlots = new Map<string, number>();

  constructor(device: GPUDevice) {
    this.#device = device;
    const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
    this.#faces = new GrowingBuffer(device, STORAGE | COPY_DST);
    this.#starts = new GrowingBuffer(device, STORAGE | COPY_DST);
    this.#sums = new GrowingBuffer(device, STORAGE);
    this.#history = new GrowingBuffer(device, STORAGE);
    this.#seams = new GrowingBuffer(device, STORAGE | COPY_DST);
    this.#limits = new GrowingBuffer(device, UNIFORM | COPY_DST);
  }

  get ready(): boolean {
    return this.#network !== null;
  }

  get duration(): number {
    return this.#duration;
  }

  /** Side of the crops, pixels; 0 while there is no network. */
  get side(): number {
    return this.#network?.modifier.side ?? 0;
  }

  async use(weights: ModifierWeights | null): Promise<void> {
    const call = ++this.#calls;
    this.#network?.modifier.dispose();
    this.#network = null;
    this.#memories.clear();
    const network = weights && (await this.#make(weights));
    if (call === this.#calls) {
      this.#network = network;
    } else {
      network?.modifier.dispose();
    }
  }

  async #make(weights: ModifierWeights): Promise<Network> {
    const device = this.#device;
    const modifier = await WebGpuModifier.create(device, weights);
    const module = device.createShaderModule({ label: 'smooth', code: shader });
    const group = device.createBindGroupLayout({
      entries: (
        [
          'storage',
          'storage',
          'storage',
          'read-only-storage',
          'read-only-storage',
          'storage',
          'uniform',
        ] as const
      ).map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    const layout = device.createPipelineLayout({ bindGroupLayouts: [group] });
    const pipeline = (entryPoint: string) =>
      device.createComputePipelineAsync({ layout, compute: { module, entryPoint } });
    return {
      modifier,
      average: await pipeline('average'),
      measure: await pipeline('measure'),
      finish: await pipeline('finish'),
    };
  }

  /**
   * Encodes everything for the learned faces of a frame. @param timestamp µs.
   * @throws Error when there is no network, or a face has no alignment.
   */
  encode(
    pass: GPUComputePassEncoder,
    crops: GPUBuffer,
    learned: readonly LearnedCrop[],
    timestamp: number,
  ): void {
    if (!this.#network) {
      throw new Error('There is no network for learned faces.');
    }
    const { modifier, average, measure, finish } = this.#network;
    const pixels = modifier.side ** 2;
    const count = learned.length;
    const starts = this.#starts.write(Uint32Array.from(learned, ({ cropAt }) => cropAt).buffer);
    const made = modifier.encode(pass, crops, starts, count);
    const seams = this.#seams.atLeast(SEAMS * pixels * 16);
    const faces = this.#faces.write(this.#layFaces(learned, seams, pixels, timestamp));
    const group = this.#device.createBindGroup({
      layout: measure.getBindGroupLayout(0),
      entries: [
        crops,
        made,
        this.#history.atLeast(this.#slots * pixels * 16),
        faces,
        seams,
        // The sectors, the core's change and its colour.
        this.#sums.atLeast(count * (SECTORS + 2) * 16),
        this.#limits.write(
          Float32Array.of(pixels, MOVED, MOST, LEAST_CHANGE, NOT_SKIN, FULL_TINT, 0, 0).buffer,
        ),
      ].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    pass.setBindGroup(0, group);
    pass.setPipeline(average);
    pass.dispatchWorkgroups(1, 1, count);
    pass.setPipeline(measure);
    pass.dispatchWorkgroups(SECTORS + 1, 1, count);
    pass.setPipeline(finish);
    pass.dispatchWorkgroups(Math.ceil(pixels / WORKGROUP), 1, count);
  }

  /** After the frame's work was handed over: measures how long it takes, without waiting for it. */
  submitted(): void {
    const began = performance.now();
    this.#device.queue.onSubmittedWorkDone().then(
      () => {
        this.#duration = performance.now() - began;
      },
      () => undefined,
    );
  }

  dispose(): void {
    void this.use(null);
    for (const buffer of [this.#faces, this.#starts, this.#sums, this.#history, this.#seams, this.#limits]) {
      buffer.destroy();
    }
  }

  /** `Face` of smooth.wgsl, 16 bytes each. */
  #layFaces(
    learned: readonly LearnedCrop[],
    seams: GPUBuffer,
    pixels: number,
    timestamp: number,
  ): ArrayBuffer {
    const bytes = new ArrayBuffer(learned.length * 16);
    const side = Math.sqrt(pixels);
    const keys = learned.map(({ job }) => job.aligned?.key ?? 0);
    this.#makeRoom(keys);
    learned.forEach(({ job, cropAt }, i) => {
      if (!job.aligned) {
        throw new Error('A learned face has no alignment.');
      }
      const { slot, most } = this.#remember(job.aligned.key, timestamp);
      const seamAt = this.#seamAt(seamOf(job.cover, job.aligned, side), seams, pixels);
      new Uint32Array(bytes, i * 16, 3).set([cropAt, slot * pixels, seamAt]);
      new Float32Array(bytes, i * 16 + 12, 1).set([most]);
    });
    return bytes;
  }

  /** Forgets the faces that were not seen for longest, so that those of this frame have a place. */
  #makeRoom(keys: readonly number[]): void {
    if (keys.length > this.#slots) {
      this.#slots = keys.length;
      this.#memories.clear();
    }
    const unknown = keys.filter((key) => !this.#memories.has(key)).length;
    const others = [...this.#memories].filter(([key]) => !keys.includes(key));
    const tooMany = this.#memories.size + unknown - this.#slots;
    for (const [key] of others
      .sort(([, a], [, b]) => a.timestamp - b.timestamp)
      .slice(0, Math.max(0, tooMany))) {
      this.#memories.delete(key);
    }
  }

  #remember(key: number, timestamp: number): { slot: number; most: number } {
    const before = this.#memories.get(key);
    const taken = new Set([...this.#memories.values()].map(({ slot }) => slot));
    const slot =
      before?.slot ?? Array.from({ length: this.#slots }, (_, i) => i).find((i) => !taken.has(i)) ?? 0;
    this.#memories.set(key, { slot, timestamp });
    const gap = before ? timestamp - before.timestamp : -1;
    return { slot, most: gap >= 0 && gap < FORGET ? Math.exp(-gap / 1e6 / FADE) : 0 };
  }

  /** Where the seam lies in the buffer, in vec4f; written there the first time. */
  #seamAt(seam: Seam, seams: GPUBuffer, pixels: number): number {
    let slot = this.#seamSlots.get(seam.name);
    if (slot === undefined) {
      if (this.#seamSlots.size >= SEAMS) {
        throw new Error('There are more shapes of learned faces than there can be.');
      }
      slot = this.#seamSlots.size;
      this.#seamSlots.set(seam.name, slot);
      const packed = new Float32Array(pixels * 4);
      for (let p = 0; p < pixels; p++) {
        packed.set(
          [
            (seam.inside[p] as number) - (seam.ring[p] as number),
            seam.tint[p] as number,
            seam.share[p] as number,
            seam.sector[p] as number,
          ],
          p * 4,
        );
      }
      this.#device.queue.writeBuffer(seams, slot * pixels * 16, packed);
    }
    return slot * pixels;
  }
}
