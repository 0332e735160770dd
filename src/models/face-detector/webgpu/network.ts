/**
 * A face network in WGSL, on a GPUDevice that is given: the picture is read from a texture where it lies, and only the small maps
 * come back to the processor.
 */
import { BufferPlan } from '../../webgpu/buffer-plan.ts';
import { compileKernels } from '../../webgpu/compile.ts';
import type { Weight } from '../../weights.ts';
import type { OutputMap } from '../network.ts';
import { type Step as AnyStep, inputsOf, makerOf, type Plan, type ProcessorOp, skipOf } from '../plan.ts';
import depthwise from './depthwise.wgsl?raw';
import enlarge from './enlarge.wgsl?raw';
import layerShader from './layer.wgsl?raw';
import picture from './picture.wgsl?raw';
import pointwise from './pointwise.wgsl?raw';
import pool from './pool.wgsl?raw';
import stem from './stem.wgsl?raw';

/** The steps that have a shader here. */
type Step = Exclude<AnyStep, { readonly op: ProcessorOp }>;
type Op = Step['op'];

const SHADERS: Readonly<Record<Op, string>> = { picture, stem, depthwise, pointwise, pool, enlarge };

/** The bindings of layer.wgsl that each kernel uses; a bind group holds these and no others. */
const BINDINGS: Readonly<Record<Op, readonly Binding[]>> = {
  picture: ['layer', 'result', 'picture'],
  stem: ['layer', 'source', 'result', 'weights', 'other'],
  depthwise: ['layer', 'source', 'result', 'weights', 'other'],
  pointwise: ['layer', 'source', 'result', 'weights', 'other'],
  pool: ['layer', 'source', 'result'],
  enlarge: ['layer', 'source', 'result', 'other'],
};
const SLOTS = ['layer', 'source', 'result', 'weights', 'other', 'picture'] as const;
type Binding = (typeof SLOTS)[number];

/** `Layer` of layer.wgsl, bytes. */
const LAYER_BYTES = 64;
/** Invocations of a workgroup. */
const WORKGROUP = 64;
/** Sizes of picture whose buffers are kept. */
const MOST_LAYOUTS = 2;
/** Bytes of a vec4f. */
const FOUR = 16;

/** What runs a picture of one size. */
interface Layout {
  readonly buffers: readonly GPUBuffer[];
  /** In order; `bind` gives the group for a picture. */
  readonly dispatches: readonly {
    readonly kernel: Op;
    readonly workgroups: number;
    readonly bind: (picture: GPUTextureView) => GPUBindGroup;
  }[];
  readonly outputs: readonly { readonly buffer: GPUBuffer; readonly map: Omit<OutputMap, 'values'> }[];
  /** For all outputs, one after another. */
  readonly staging: GPUBuffer;
}

export class GpuFaceNetwork {
  readonly #device: GPUDevice;
  readonly #plan: Plan;
  readonly #pipelines: ReadonlyMap<Op, GPUComputePipeline>;
  readonly #weights: GPUBuffer;
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #layouts = new Map<string, Layout>();
  /** The run before: one at a time, since they share buffers. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    device: GPUDevice,
    plan: Plan,
    pipelines: ReadonlyMap<Op, GPUComputePipeline>,
    weights: ReadonlyMap<string, Weight>,
  ) {
    this.#device = device;
    this.#plan = plan;
    this.#pipelines = pipelines;
    const { data, offsets } = packWeights(plan, weights);
    this.#offsets = offsets;
    this.#weights = device.createBuffer({
      size: data.byteLength,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(this.#weights, 0, data);
  }

  /** @param weights checked ones (plan.ts's assertWeights). @throws Error when a shader does not compile. */
  static async create(
    device: GPUDevice,
    plan: Plan,
    weights: ReadonlyMap<string, Weight>,
  ): Promise<GpuFaceNetwork> {
    const pipelines = await compileKernels(device, 'face network', layerShader, SHADERS);
    return new GpuFaceNetwork(device, plan, pipelines, weights);
  }

  /**
   * @param picture a sampled texture of any size; scaled to fit, in proportion, from the top left on, black beyond. It must
   *   stay as it is until the promise is settled.
   * @param width and height of what the network reads: multiples of 2 to the plan's deepest level.
   * @returns the plan's outputs.
   * @throws RangeError when the size is none, Error when the device is lost.
   */
  run(picture: GPUTexture, width: number, height: number): Promise<readonly OutputMap[]> {
    const unit = 2 ** Math.max(...this.#plan.steps.map(({ level }) => level));
    if (![width, height].every((side) => side > 0 && side % unit === 0)) {
      throw new RangeError(`A picture of ${width} × ${height} pixels: both must be multiples of ${unit}.`);
    }
    const result = this.#last.then(() => this.#run(this.#layoutFor(width, height), picture));
    this.#last = result.catch(() => undefined);
    return result;
  }

  dispose(): void {
    for (const layout of this.#layouts.values()) {
      free(layout);
    }
    this.#layouts.clear();
    this.#weights.destroy();
  }

  async #run({ dispatches, outputs, staging }: Layout, picture: GPUTexture): Promise<readonly OutputMap[]> {
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const view = picture.createView();
    for (const { kernel, workgroups, bind } of dispatches) {
      pass.setPipeline(this.#pipelines.get(kernel) as GPUComputePipeline);
      pass.setBindGroup(0, bind(view));
      pass.dispatchWorkgroups(workgroups);
    }
    pass.end();
    let at = 0;
    for (const { buffer, map } of outputs) {
      encoder.copyBufferToBuffer(buffer, 0, staging, at, bytesOf(map));
      at += bytesOf(map);
    }
    this.#device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const floats = new Float32Array(staging.getMappedRange().slice(0));
    staging.unmap();
    at = 0;
    return outputs.map(({ map }) => {
      const begin = at;
      at += bytesOf(map) / 4;
      return { ...map, values: floats.subarray(begin, at) };
    });
  }

  #layoutFor(width: number, height: number): Layout {
    const key = `${width}×${height}`;
    const layout = this.#layouts.get(key) ?? this.#layOut(width, height);
    this.#layouts.delete(key);
    this.#layouts.set(key, layout);
    const [oldest] = this.#layouts;
    if (oldest && this.#layouts.size > MOST_LAYOUTS) {
      this.#layouts.delete(oldest[0]);
      free(oldest[1]);
    }
    return layout;
  }

  #layOut(width: number, height: number): Layout {
    const { outputs } = this.#plan;
    const steps = shaded(this.#plan);
    const sizeOf = ({ level }: AnyStep) => [width >> level, height >> level] as const;
    const lengthOf = (step: Step) => (width >> step.level) * (height >> step.level) * groupsOf(step);
    const plan = new BufferPlan();
    /** By step: the buffer of its value. */
    const places: number[] = [];
    steps.forEach((step, index) => {
      places.push(plan.take(lengthOf(step)));
      const wanted = new Set([...steps.slice(index + 1).flatMap(inputsOf), ...outputs]);
      plan.keepOnly(new Set([...wanted].map((value) => places[value - 1])));
    });
    const values = plan.sizes.map((length) =>
      this.#device.createBuffer({
        size: length * FOUR,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
      }),
    );
    const bufferOf = (value: number) => values[places[value - 1] as number] as GPUBuffer;
    const layers: GPUBuffer[] = [];
    const dispatches = steps.map((step, index) => {
      const layer = this.#device.createBuffer({
        size: LAYER_BYTES,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      });
      this.#device.queue.writeBuffer(layer, 0, this.#layerOf(step, sizeOf));
      layers.push(layer);
      const [input = 0, add = input] = inputsOf(step);
      const pipeline = this.#pipelines.get(step.op) as GPUComputePipeline;
      const bind = (picture: GPUTextureView | null) => {
        const resources = (): Record<Binding, GPUBindingResource | null> => ({
          layer: { buffer: layer },
          source: input === 0 ? null : { buffer: bufferOf(input) },
          result: { buffer: bufferOf(index + 1) },
          weights: { buffer: this.#weights },
          other: add === 0 ? null : { buffer: bufferOf(add) },
          picture,
        });
        return this.#device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: BINDINGS[step.op].map((name) => ({
            binding: SLOTS.indexOf(name),
            resource: resources()[name] as GPUBindingResource,
          })),
        });
      };
      const fixed = step.op === 'picture' ? null : bind(null);
      // `pointwise` does four pixels at a time.
      const invocations =
        step.op === 'pointwise'
          ? Math.ceil(lengthOf(step) / groupsOf(step) / 4) * groupsOf(step)
          : lengthOf(step);
      return {
        kernel: step.op,
        workgroups: Math.ceil(invocations / WORKGROUP),
        bind: (picture: GPUTextureView) => fixed ?? bind(picture),
      };
    });
    const made = outputs.map((value) => {
      const step = makerOf(this.#plan, value);
      const [w, h] = sizeOf(step);
      return { buffer: bufferOf(value), map: { width: w, height: h, channels: 4 * groupsOf(step) } };
    });
    const staging = this.#device.createBuffer({
      size: made.reduce((sum, { map }) => sum + bytesOf(map), 0),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    return { buffers: [...values, ...layers], dispatches, outputs: made, staging };
  }

  /** `Layer` of layer.wgsl. */
  #layerOf(step: Step, sizeOf: (step: AnyStep) => readonly [number, number]): ArrayBuffer {
    const [input, add] = inputsOf(step).map((value) => makerOf(this.#plan, value));
    const view = new DataView(new ArrayBuffer(LAYER_BYTES));
    const offsetOf = (kind: string) =>
      'name' in step ? (this.#offsets.get(`${step.name}.${kind}`) ?? 0) : 0;
    const integers = [
      ...sizeOf(input ?? step),
      ...sizeOf(step),
      groupsOf(input ?? step),
      groupsOf(step),
      add ? groupsOf(add) : 0,
      'relu' in step && step.relu ? 1 : 0,
      offsetOf('weight'),
      offsetOf('bias'),
      step.op === 'stem' ? 2 : 'stride' in step ? step.stride : 1,
      'pad' in step ? step.pad : 0,
    ];
    integers.forEach((value, i) => void view.setUint32(4 * i, value, true));
    if (step.op === 'picture') {
      view.setFloat32(48, step.scale, true);
      view.setFloat32(52, step.shift as number, true);
    }
    view.setUint32(56, step.op === 'enlarge' && step.by === 'nearest' ? 1 : 0, true);
    return view.buffer;
  }
}

/** A plan's steps. @throws Error when one of them has no shader here. */
function shaded({ steps }: Plan): readonly Step[] {
  return steps.map((step) => {
    const shaped = 'name' in step && (step.leak !== undefined || step.cap !== undefined);
    const beyond = shaped || skipOf(step) > 0;
    if (step.op === 'peak' || step.op === 'halve' || step.op === 'interleave' || beyond) {
      throw new Error(`There is no shader for a step of the plan: ${step.op}.`);
    }
    return step;
  });
}

function free({ buffers, staging }: Layout): void {
  for (const buffer of [...buffers, staging]) {
    buffer.destroy();
  }
}

/** Fours of channels. */
function groupsOf({ channels }: AnyStep): number {
  return Math.ceil(channels / 4);
}

function bytesOf({ width, height, channels }: Omit<OutputMap, 'values'>): number {
  return width * height * channels * 4;
}

/** All weights in one array, inputs and outputs filled up with zeros to fours (but the picture's three). Offsets are in vec4f. */
function packWeights(
  plan: Plan,
  weights: ReadonlyMap<string, Weight>,
): { readonly data: Float32Array<ArrayBuffer>; readonly offsets: ReadonlyMap<string, number> } {
  const offsets = new Map<string, number>();
  const parts: number[] = [];
  for (const step of plan.steps) {
    if (!('name' in step)) {
      continue;
    }
    for (const kind of ['weight', 'bias']) {
      const { shape, values } = weights.get(`${step.name}.${kind}`) as Weight;
      offsets.set(`${step.name}.${kind}`, parts.length / 4);
      // As rows of outputs: a depthwise filter's last side is one.
      const outputs = step.channels;
      const rows = values.length / outputs;
      for (let row = 0; row < rows; row++) {
        for (let o = 0; o < 4 * groupsOf(step); o++) {
          parts.push(o < outputs ? (values[row * outputs + o] as number) : 0);
        }
      }
      // A pointwise filter's inputs, too, come in fours.
      if (step.op === 'pointwise' && kind === 'weight') {
        const missing = (4 - ((shape[2] ?? 0) % 4)) % 4;
        parts.push(...new Array<number>(missing * 4 * groupsOf(step)).fill(0));
      }
    }
  }
  return { data: Float32Array.from(parts), offsets };
}
