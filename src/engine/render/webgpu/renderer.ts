import { BufferPool } from '../../../base/buffers.ts';
import type { PixelArea } from '../../../base/geometry.ts';
import { gpuOf } from '../../modes/gpu-kernels.ts';
import type { RawFrame } from '../../safe/frame.ts';
import { rgbaOf, sizeOf } from '../../safe/pixels.ts';
import type { CoverJob, Renderer, RenderRequest, ViewJob } from '../../safe/renderer.ts';
import { wholeOf } from '../cpu/composite.ts';
import type { OwnCrop } from '../cpu/modifier.ts';
import { networkSlots, type Plan, planJobs } from '../jobs.ts';
import { PersonaRenderer, pictureSide } from '../persona/renderer.ts';
import { GrowingBuffer } from './buffers.ts';
import { watched } from './errors.ts';
import { KeptTextures } from './kept.ts';
import { GpuLearnedRenderer } from './modifier.ts';
import { PictureTexture } from './picture-texture.ts';
import { createPipelines, OUTPUT_FORMAT, type Pipelines } from './pipelines.ts';
import { layoutSlots, type SlotLayout } from './slots.ts';

/** Distance of the parameter blocks of two dispatches, bytes: what a dynamic uniform offset must be a multiple of. */
const PARAMS_STRIDE = 256;
const WORKGROUP = 8;

/** @throws Error when a shader does not compile or the device is no good. */
export async function createWebGpuRenderer(device: GPUDevice): Promise<Renderer> {
  return new WebGpuRenderer(device, await createPipelines(device));
}

class WebGpuRenderer implements Renderer {
  readonly kind = 'webgpu';
  readonly lost: Promise<string>;
  readonly networks: { readonly learned: GpuLearnedRenderer; readonly persona: PersonaRenderer };
  readonly device: GPUDevice;
  readonly #pipelines: Pipelines;
  readonly #crops: GrowingBuffer;
  readonly #scratch: GrowingBuffer;
  readonly #slots: GrowingBuffer;
  readonly #members: GrowingBuffer;
  readonly #params: GrowingBuffer;
  readonly #orders: GrowingBuffer[] = [];
  readonly #canvases: OffscreenCanvas[] = [];
  readonly #pool = new BufferPool();
  readonly #frame: PictureTexture;
  readonly #kept: KeptTextures;
  #lostReason: string | null = null;

  constructor(device: GPUDevice, pipelines: Pipelines) {
    this.device = device;
    this.#pipelines = pipelines;
    this.#frame = new PictureTexture(device);
    this.#kept = new KeptTextures(device);
    this.networks = { learned: new GpuLearnedRenderer(device), persona: new PersonaRenderer() };
    this.lost = device.lost.then(({ message }) => {
      this.#lostReason = message || 'it was lost';
      return this.#lostReason;
    });
    const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
    this.#crops = new GrowingBuffer(device, STORAGE | COPY_DST);
    this.#scratch = new GrowingBuffer(device, STORAGE);
    this.#slots = new GrowingBuffer(device, STORAGE | COPY_DST);
    this.#members = new GrowingBuffer(device, STORAGE | COPY_DST);
    this.#params = new GrowingBuffer(device, UNIFORM | COPY_DST);
  }

  async render({ frame, views }: RenderRequest): Promise<ImageBitmap[]> {
    const plan = planJobs(views);
    const strangers = await this.#drawStrangers(frame, plan);
    // Drawn and taken in one task: a canvas's texture does not live longer.
    const again = this.#kept.claim(frame.source) ? this.#frame.again(frame.source) : null;
    const { done: pictures, error } = watched(this.device, () =>
      this.#draw(frame, plan, views, strangers, again),
    );
    // A lost device reports no errors to its scopes: it has to be asked.
    const failed = (await error)?.message ?? this.#lostReason;
    if (failed) {
      for (const picture of pictures) {
        picture.close();
      }
      throw new Error(`Drawing failed: ${failed}`);
    }
    this.#kept.drawn(frame.source);
    return pictures;
  }

  dispose(): void {
    for (const buffer of [
      this.#crops,
      this.#scratch,
      this.#slots,
      this.#members,
      this.#params,
      ...this.#orders,
    ]) {
      buffer.destroy();
    }
    this.networks.learned.dispose();
    void this.networks.persona.use(null);
    this.#frame.destroy();
    this.#kept.forget();
    this.device.destroy();
  }

  /** On the CPU, from the copy of the frame's pixels that the detector has read; by slot. */
  async #drawStrangers(frame: RawFrame, plan: Plan): Promise<ReadonlyMap<number, OwnCrop>> {
    const slots = networkSlots(plan, 'persona');
    if (slots.length === 0) {
      return new Map();
    }
    const jobs = slots.map(({ job }) => job);
    const made = this.networks.persona.draw(await rgbaOf(frame), jobs, frame.timestamp, this.#pool);
    return new Map(slots.map(({ index }, i) => [index, made[i] as OwnCrop]));
  }

  #draw(
    frame: RawFrame,
    plan: Plan,
    views: readonly ViewJob[],
    strangers: ReadonlyMap<number, OwnCrop>,
    again: GPUTexture | null,
  ): ImageBitmap[] {
    const { width, height } = sizeOf(frame);
    const texture = again ?? this.#frame.take(frame.source, width, height);
    const layout = layoutSlots(plan.slots, (job) =>
      job.mode === 'learned' ? this.networks.learned.side : job.aligned && pictureSide(job.aligned),
    );
    const learned = networkSlots(plan, 'learned').map(({ index, job }) => ({
      job,
      cropAt: layout.cropsAt[index] ?? 0,
    }));
    const slots = this.#slots.write(layout.bytes);
    const crops = this.#crops.atLeast(Math.max(1, layout.cropLength) * 16);
    for (const [index, { rgba }] of strangers) {
      this.device.queue.writeBuffer(crops, (layout.cropsAt[index] ?? 0) * 16, rgba);
      this.#pool.give(rgba.buffer);
    }
    const encoder = this.device.createCommandEncoder();
    if (plan.slots.length > 0) {
      const pass = encoder.beginComputePass();
      this.#sample(pass, texture, crops, slots, layout, plan.slots.length);
      this.#applyModes(pass, crops, slots, layout, plan);
      if (learned.length > 0) {
        this.networks.learned.encode(pass, crops, learned, frame.timestamp);
      }
      pass.end();
    }
    plan.views.forEach((order, view) => {
      const target = this.#target(view, texture);
      const compose = (into: GPUTexture, areas?: readonly PixelArea[]) =>
        this.#compose(encoder, view, order, texture, crops, slots, into, areas);
      if (again) {
        const kept = this.#kept.begin(view, views[view] as ViewJob, texture);
        compose(kept.texture, kept.areas);
        encoder.copyTextureToTexture({ texture: kept.texture }, { texture: target }, [width, height]);
      } else {
        compose(target);
      }
    });
    this.device.queue.submit([encoder.finish()]);
    if (learned.length > 0) {
      this.networks.learned.submitted();
    }
    return plan.views.map((_, view) => (this.#canvases[view] as OffscreenCanvas).transferToImageBitmap());
  }

  #sample(
    pass: GPUComputePassEncoder,
    frame: GPUTexture,
    crops: GPUBuffer,
    slots: GPUBuffer,
    { maxSide }: SlotLayout,
    count: number,
  ): void {
    pass.setPipeline(this.#pipelines.sample);
    pass.setBindGroup(
      0,
      this.device.createBindGroup({
        layout: this.#pipelines.sample.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: crops } },
          { binding: 1, resource: { buffer: slots } },
          { binding: 2, resource: frame.createView() },
        ],
      }),
    );
    pass.dispatchWorkgroups(Math.ceil(maxSide / WORKGROUP), Math.ceil(maxSide / WORKGROUP), count);
  }

  /** Faces with the same mode and values go through its passes together. */
  #applyModes(
    pass: GPUComputePassEncoder,
    crops: GPUBuffer,
    slots: GPUBuffer,
    layout: SlotLayout,
    plan: Plan,
  ): void {
    const groups = new Map<string, { job: CoverJob; members: number[] }>();
    plan.slots.forEach(({ job }, i) => {
      if (job.aligned) {
        return;
      }
      const name = JSON.stringify([job.mode, job.values]);
      const group = groups.get(name) ?? { job, members: [] };
      group.members.push(i);
      groups.set(name, group);
    });
    if (groups.size === 0) {
      return;
    }
    const members = new Uint32Array(plan.slots.length);
    const params = new Float32Array((groups.size * PARAMS_STRIDE) / 4);
    let first = 0;
    [...groups.values()].forEach((group, g) => {
      members.set(group.members, first);
      const at = (g * PARAMS_STRIDE) / 4;
      params.set(gpuOf(group.job.mode).params(group.job.values), at);
      params[at + 8] = first;
      first += group.members.length;
    });
    const bindGroup = this.device.createBindGroup({
      layout: this.#pipelines.modeLayout,
      entries: [
        { binding: 0, resource: { buffer: crops } },
        { binding: 1, resource: { buffer: this.#scratch.atLeast(layout.scratchLength * 16) } },
        { binding: 2, resource: { buffer: slots } },
        { binding: 3, resource: { buffer: this.#members.write(members.buffer) } },
        { binding: 4, resource: { buffer: this.#params.write(params.buffer), size: 48 } },
      ],
    });
    [...groups.values()].forEach(({ job, members: own }, g) => {
      pass.setBindGroup(0, bindGroup, [g * PARAMS_STRIDE]);
      const side = Math.max(...own.map((i) => layout.sides[i] ?? 0));
      for (const { entryPoint, invocations } of gpuOf(job.mode).passes(job.values)) {
        const pipeline = this.#pipelines.modes.get(`${job.mode}/${entryPoint}`);
        if (!pipeline) {
          throw new Error(`The mode ${job.mode} has no pass ${entryPoint}.`);
        }
        const [x, y] = invocations(side, job.values);
        pass.setPipeline(pipeline);
        // A pass over a row of blocks has workgroups of 64 × 1, one over pixels of 8 × 8.
        const [wx, wy] = y === 1 ? [WORKGROUP * WORKGROUP, 1] : [WORKGROUP, WORKGROUP];
        pass.dispatchWorkgroups(Math.ceil(x / wx), Math.ceil(y / wy), own.length);
      }
    });
  }

  /** @param areas where alone it is drawn; `into` has the rest already */
  #compose(
    encoder: GPUCommandEncoder,
    view: number,
    order: readonly number[],
    frame: GPUTexture,
    crops: GPUBuffer,
    slots: GPUBuffer,
    into: GPUTexture,
    areas?: readonly PixelArea[],
  ): void {
    this.#orders[view] ??= new GrowingBuffer(this.device, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    const list = this.#orders[view].write(Uint32Array.of(order.length, ...order).buffer);
    const pass = encoder.beginRenderPass({
      colorAttachments: [
        {
          view: into.createView(),
          loadOp: areas ? 'load' : 'clear',
          clearValue: [0, 0, 0, 1],
          storeOp: 'store',
        },
      ],
    });
    pass.setPipeline(this.#pipelines.composite);
    pass.setBindGroup(
      0,
      this.device.createBindGroup({
        layout: this.#pipelines.composite.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: crops } },
          { binding: 1, resource: { buffer: slots } },
          { binding: 2, resource: { buffer: list } },
          { binding: 3, resource: frame.createView() },
        ],
      }),
    );
    for (const { left, top, right, bottom } of areas ?? [wholeOf(into)]) {
      pass.setScissorRect(left, top, right - left, bottom - top);
      pass.draw(3);
    }
    pass.end();
  }

  /** The texture of the view's canvas, at the frame's size. */
  #target(view: number, { width, height }: GPUTexture): GPUTexture {
    let canvas = this.#canvases[view];
    if (!canvas) {
      canvas = new OffscreenCanvas(width, height);
      this.#canvases[view] = canvas;
    }
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext('webgpu');
    if (!context) {
      throw new Error('No WebGPU canvas.');
    }
    context.configure({
      device: this.device,
      format: OUTPUT_FORMAT,
      alphaMode: 'opaque',
      usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_DST,
    });
    return context.getCurrentTexture();
  }
}
