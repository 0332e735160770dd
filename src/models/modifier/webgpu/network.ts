/**
 * The modifier in WGSL kernels of its own, on a GPUDevice that is given: pictures are read from the renderer's buffer and
 * the modified ones left in another; nothing comes back to the CPU. Norms are done in two steps: `statistics` in one pass over
 * a value, and scale, shift and ReLU by what reads it where that is one depthwise convolution, else by `normalise`
 * together with the residual.
 */
import { BufferPlan } from '../../webgpu/buffer-plan.ts';
import { compileKernels } from '../../webgpu/compile.ts';
import { inputsOf, type Step } from '../plan.ts';
import type { ModifierWeights } from '../weights.ts';
import convolution from './convolution.wgsl?raw';
import depthwise from './depthwise.wgsl?raw';
import enlarge from './enlarge.wgsl?raw';
import layerShader from './layer.wgsl?raw';
import normalise from './normalise.wgsl?raw';
import { packWeights } from './pack.ts';
import paint from './paint.wgsl?raw';
import pointwise from './pointwise.wgsl?raw';
import statistics from './statistics.wgsl?raw';

const SHADERS = { convolution, depthwise, pointwise, statistics, normalise, enlarge, paint } as const;
type Kernel = keyof typeof SHADERS;

/** The bindings of layer.wgsl that each kernel uses; a bind group holds these and no others. */
const BINDINGS: Readonly<Record<Kernel, readonly Binding[]>> = {
  convolution: ['layer', 'source', 'result', 'weights', 'starts'],
  depthwise: ['layer', 'source', 'result', 'weights', 'affine'],
  pointwise: ['layer', 'source', 'result', 'weights'],
  statistics: ['layer', 'source', 'result', 'weights'],
  normalise: ['layer', 'source', 'result', 'affine', 'other'],
  enlarge: ['layer', 'source', 'result'],
  paint: ['layer', 'source', 'result', 'other', 'starts'],
};
const SLOTS = ['layer', 'source', 'result', 'weights', 'affine', 'other', 'starts'] as const;
type Binding = (typeof SLOTS)[number];

/** Flags of layer.wgsl. */
const FLAGS = { centred: 1, normalised: 2, biased: 4, relu: 8, added: 16 } as const;
/** `Layer` of layer.wgsl: 12 u32. */
const LAYER_LENGTH = 12;
/** Invocations of a workgroup, in all kernels but `statistics`, whose workgroups take 8 fours of channels. */
const WORKGROUP = 64;
const STATISTICS_GROUPS = 8;

/** A buffer that a dispatch binds: one of the values, or one that has a name. */
type Operand = number | 'pictures' | 'affine' | 'made';

interface Dispatch {
  readonly kernel: Kernel;
  readonly layer: Uint32Array<ArrayBuffer>;
  readonly operands: Readonly<Partial<Record<'source' | 'result' | 'other', Operand>>>;
  /** Workgroups in x; y is 1, z the picture. */
  readonly workgroups: number;
}

/** What is done in which buffers, for any number of pictures but for where the affine values lie. */
interface Schedule {
  readonly dispatches: readonly Dispatch[];
  /** vec4f a picture that each value buffer must hold. */
  readonly values: readonly number[];
  /** vec4f a picture of scales and shifts. */
  readonly affine: number;
}

export class WebGpuModifier {
  /** Side of the pictures, pixels. */
  readonly side: number;
  readonly #device: GPUDevice;
  readonly #weights: ModifierWeights;
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #pipelines: ReadonlyMap<Kernel, GPUComputePipeline>;
  readonly #weightBuffer: GPUBuffer;
  #capacity = 0;
  #buffers: GPUBuffer[] = [];
  #made: GPUBuffer | null = null;
  #bound: { readonly pictures: GPUBuffer; readonly starts: GPUBuffer; readonly run: Bound[] } | null = null;
  #bind: (pictures: GPUBuffer, starts: GPUBuffer) => Bound[] = () => [];

  private constructor(
    device: GPUDevice,
    weights: ModifierWeights,
    pipelines: ReadonlyMap<Kernel, GPUComputePipeline>,
  ) {
    this.side = weights.side;
    this.#device = device;
    this.#weights = weights;
    this.#pipelines = pipelines;
    const packed = packWeights(weights);
    this.#offsets = packed.offsets;
    this.#weightBuffer = device.createBuffer({
      size: packed.data.byteLength,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(this.#weightBuffer, 0, packed.data);
  }

  /** @throws Error with the compiler's words when a shader is wrong. */
  static async create(device: GPUDevice, weights: ModifierWeights): Promise<WebGpuModifier> {
    const pipelines = await compileKernels(device, 'modifier', layerShader, SHADERS);
    return new WebGpuModifier(device, weights, pipelines);
  }

  /**
   * Encodes the network for `count` pictures.
   * @param pictures holds them, RGBA as vec4f in [0, 1], each row-major from `starts[i]` (in vec4f) on.
   * @returns the modified pictures, one after another, RGBA as vec4f. Valid until the next call.
   */
  encode(pass: GPUComputePassEncoder, pictures: GPUBuffer, starts: GPUBuffer, count: number): GPUBuffer {
    if (count > this.#capacity) {
      this.#allocate(count);
    }
    if (this.#bound?.pictures !== pictures || this.#bound.starts !== starts) {
      this.#bound = { pictures, starts, run: this.#bind(pictures, starts) };
    }
    for (const { pipeline, group, workgroups } of this.#bound.run) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups, 1, count);
    }
    return this.#made as GPUBuffer;
  }

  dispose(): void {
    this.#free();
    this.#weightBuffer.destroy();
  }

  /** Buffers for so many pictures at once, and how to bind them. */
  #allocate(capacity: number): void {
    this.#free();
    const device = this.#device;
    const { dispatches, values, affine } = schedule(this.#weights, this.#offsets, capacity);
    const storage = (length: number) => {
      const buffer = device.createBuffer({
        size: length * 16 * capacity,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
      });
      this.#buffers.push(buffer);
      return buffer;
    };
    const valueBuffers = values.map(storage);
    const affineBuffer = storage(affine);
    const made = storage(this.side ** 2);
    const layers = dispatches.map(({ layer }) => {
      const buffer = device.createBuffer({
        size: layer.byteLength,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      });
      device.queue.writeBuffer(buffer, 0, layer);
      this.#buffers.push(buffer);
      return buffer;
    });
    this.#made = made;
    this.#capacity = capacity;
    this.#bind = (pictures, starts) => {
      const named = { pictures, affine: affineBuffer, made };
      const bufferOf = (operand: Operand | undefined): GPUBuffer =>
        typeof operand === 'number' ? (valueBuffers[operand] as GPUBuffer) : named[operand ?? 'affine'];
      return dispatches.map(({ kernel, operands, workgroups }, i) => {
        const pipeline = this.#pipelines.get(kernel) as GPUComputePipeline;
        const buffers: Record<Binding, GPUBuffer> = {
          layer: layers[i] as GPUBuffer,
          source: bufferOf(operands.source),
          result: bufferOf(operands.result),
          weights: this.#weightBuffer,
          affine: affineBuffer,
          other: bufferOf(operands.other),
          starts,
        };
        const entries = BINDINGS[kernel].map((name) => ({
          binding: SLOTS.indexOf(name),
          resource: { buffer: buffers[name] },
        }));
        return {
          pipeline,
          workgroups,
          group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }),
        };
      });
    };
  }

  #free(): void {
    for (const buffer of this.#buffers) {
      buffer.destroy();
    }
    this.#buffers = [];
    this.#made = null;
    this.#bound = null;
    this.#capacity = 0;
  }
}

interface Bound {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: number;
}

/** Where a value lies, and what its reader has to do with it. */
interface Place {
  readonly operand: Operand;
  readonly centred: boolean;
  /** Where the scales and shifts of a norm lie that is left to the reader; null when there is nothing left to do. */
  readonly affineAt: number | null;
}

function schedule(
  { plan, side }: ModifierWeights,
  offsets: ReadonlyMap<string, number>,
  capacity: number,
): Schedule {
  const dispatches: Dispatch[] = [];
  const places = new Map<number, Place>([[0, { operand: 'pictures', centred: false, affineAt: null }]]);
  const readers = readersOf(plan);
  const pool = new BufferPlan();
  let affine = 0;
  const groupsOf = (value: number) => (value === 0 ? 1 : Math.ceil((plan[value - 1]?.channels ?? 0) / 4));
  const sideOf = (value: number) => (value === 0 ? side : side * (plan[value - 1]?.scale ?? 0));
  const placeOf = (value: number) => places.get(value) as Place;
  const lengthOf = (value: number) => sideOf(value) ** 2 * groupsOf(value);

  function push(
    kernel: Kernel,
    step: Step,
    operands: Dispatch['operands'],
    {
      workgroups,
      weight = '',
      bias = '',
      affineAt = 0,
      flags = 0,
    }: {
      workgroups: number;
      weight?: string;
      bias?: string;
      affineAt?: number;
      flags?: number;
    },
  ): void {
    const layer = new Uint32Array(LAYER_LENGTH);
    layer.set([
      sideOf(step.input),
      sideOf(step.output),
      groupsOf(step.input),
      groupsOf(step.output),
      'kernel' in step ? step.kernel : 1,
      'stride' in step ? step.stride : 1,
      offsets.get(weight) ?? 0,
      offsets.get(bias) ?? 0,
      affineAt,
      flags,
    ]);
    dispatches.push({ kernel, layer, operands, workgroups });
  }

  const perElement = (value: number) => Math.ceil(lengthOf(value) / WORKGROUP);

  plan.forEach((step, index) => {
    const input = placeOf(step.input);
    const source = input.operand;
    const flags = (input.centred ? FLAGS.centred : 0) | (input.affineAt === null ? 0 : FLAGS.normalised);
    const make = (): Operand => {
      const operand = pool.take(lengthOf(step.output));
      places.set(step.output, { operand, centred: false, affineAt: null });
      return operand;
    };
    switch (step.op) {
      case 'centre':
        places.set(step.output, { ...input, centred: true });
        break;
      case 'convolution':
        push(
          'convolution',
          step,
          { source, result: make() },
          {
            workgroups: perElement(step.output),
            weight: `${step.name}.weight`,
            bias: `${step.name}.bias`,
            flags: flags | (step.bias ? FLAGS.biased : 0),
          },
        );
        break;
      case 'depthwise':
        push(
          'depthwise',
          step,
          { source, result: make() },
          {
            workgroups: perElement(step.output),
            weight: `${step.name}.weight`,
            affineAt: input.affineAt ?? 0,
            flags,
          },
        );
        break;
      case 'pointwise':
        push(
          'pointwise',
          step,
          { source, result: make() },
          {
            workgroups: Math.ceil(lengthOf(step.output) / 4 / WORKGROUP),
            weight: `${step.name}.weight`,
          },
        );
        break;
      case 'norm': {
        const affineAt = affine;
        affine += 2 * groupsOf(step.input);
        push(
          'statistics',
          step,
          { source, result: 'affine' },
          {
            workgroups: Math.ceil(groupsOf(step.input) / STATISTICS_GROUPS),
            weight: `${step.name}.weight`,
            bias: `${step.name}.bias`,
            affineAt: affineAt * capacity,
          },
        );
        const [reader, ...others] = readers.get(step.output) ?? [];
        if (step.relu && step.add === null && others.length === 0 && reader?.op === 'depthwise') {
          places.set(step.output, { operand: source, centred: false, affineAt: affineAt * capacity });
        } else {
          const other = step.add === null ? source : placeOf(step.add).operand;
          push(
            'normalise',
            step,
            { source, other, result: make() },
            {
              workgroups: perElement(step.output),
              affineAt: affineAt * capacity,
              flags: (step.relu ? FLAGS.relu : 0) | (step.add === null ? 0 : FLAGS.added),
            },
          );
        }
        break;
      }
      case 'enlarge':
        push('enlarge', step, { source, result: make() }, { workgroups: perElement(step.output) });
        break;
      case 'paint':
        push(
          'paint',
          step,
          { source, other: placeOf(step.picture).operand, result: 'made' },
          {
            workgroups: Math.ceil(side ** 2 / WORKGROUP),
          },
        );
        break;
    }
    // A buffer is free again when no value that lies in it is read any more.
    const wanted = new Set(
      plan
        .slice(index + 1)
        .flatMap(inputsOf)
        .map((value) => places.get(value)?.operand),
    );
    pool.keepOnly(wanted);
  });
  return { dispatches, values: pool.sizes, affine };
}

/** For each value, the steps that read it. */
function readersOf(plan: readonly Step[]): ReadonlyMap<number, readonly Step[]> {
  const readers = new Map<number, Step[]>();
  for (const step of plan) {
    for (const value of inputsOf(step)) {
      readers.set(value, [...(readers.get(value) ?? []), step]);
    }
  }
  return readers;
}
