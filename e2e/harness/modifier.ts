/** The modifier's executors and both renderers' learned faces, on small random networks and drawn pictures. */
import '../../src/base/trusted-types.ts';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { box, type FramePx, point } from '../../src/base/geometry.ts';
import { coverFor } from '../../src/engine/cover/cover.ts';
import { learnedCover } from '../../src/engine/cover/learned-cover.ts';
import type { Alignment } from '../../src/engine/face.ts';
import { completeValues } from '../../src/engine/modes/metas.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { requestGpuRenderer } from '../../src/engine/render/webgpu/device.ts';
import type { CoverJob, Renderer } from '../../src/engine/safe/renderer.ts';
import { ModifierGraph } from '../../src/models/modifier/graph.ts';
import { generator, randomModifierWeights } from '../../src/models/modifier/random.ts';
import { createSimdModifier } from '../../src/models/modifier/simd/network.ts';
import { spawnWorker } from '../../src/models/modifier/simd/spawn-worker.ts';
import { WorkerPool } from '../../src/models/modifier/simd/worker-pool.ts';
import { WebGpuModifier } from '../../src/models/modifier/webgpu/network.ts';
import { loadModifierWeights, type ModifierWeights } from '../../src/models/modifier/weights.ts';
import { BUILDS, isSupported } from '../../src/models/simd/build.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';

export interface FacePlace {
  readonly x: number;
  readonly y: number;
  /** Side of the aligned crop. */
  readonly side: number;
  readonly angle: number;
  readonly mode?: 'learned' | 'mask';
}

export type GrowthKind = 'cpu' | 'webgpu';

export interface Alive {
  /** GPU buffers and textures that were made and not destroyed. */
  readonly buffers: number;
  /** 64 kB pages of WebAssembly memory. */
  readonly pages: number;
}

export interface ModifierHarness {
  /**
   * Largest difference of the WGSL network and the tfjs graph over `counts.length` batches, one after another.
   * `hyper` null: the real weights.
   */
  network(
    hyper: { width: number; blocks: number; side: number } | null,
    counts: readonly number[],
  ): Promise<number>;
  /** Largest difference of our WebAssembly kernels and the tfjs graph, by build; only builds that this browser takes. */
  wasm(hyper: { width: number; blocks: number; side: number } | null): Promise<Record<string, number>>;
  /** The same for the modifier as the CPU renderer makes it, with `helpers` who share the batches; `shared`: how many they did. */
  workerPool(helpers: number, counts: readonly number[]): Promise<{ difference: number; shared: number }>;
  /**
   * Largest and mean difference of the two renderers, levels, and the share of values that differ by more than `FAR`, per frame; the
   * faces move a little from frame to frame.
   */
  renderers(
    faces: readonly FacePlace[],
    frames: number,
  ): Promise<{ max: number; mean: number; far: number; changed: number }[]>;
  /**
   * Calls that bring pixels back from the GPU, and what was drawn, over so many frames.
   * `control`: the calls for one frame that is brought back on purpose.
   */
  readbacks(frames: number): Promise<{ calls: string[]; frames: number; control: string[] }>;
  /** Dispatches of compute shaders for one frame, by its number of learned faces. */
  dispatches(faces: readonly number[]): Promise<number[]>;
  /**
   * Draws the next `count` frames and says what is alive after them. @param leak every frame leaves something behind, on purpose.
   */
  alive(kind: GrowthKind, count: number, leak?: boolean): Promise<Alive>;
  /** What the error scopes say about a network of these weights, which the shaders must take. */
  errors: string[];
}

const WIDTH = 160;
const HEIGHT = 120;
/** Levels by which no value of two renderers differs but on a border between two faces. */
const FAR = 7;
const SMALL = randomModifierWeights({ width: 8, blocks: 2 }, 32, generator(5));

function drawn(shift = 0): ImageData {
  const image = new ImageData(WIDTH, HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const grain = (((x + shift) * 7 + y * 13) % 11) * 3;
      const stripe = Math.floor((x + shift) / 12) % 2 === 0 ? 40 : 0;
      image.data.set([90 + stripe + grain, 60 + y, 200 - x + grain, 255], (y * WIDTH + x) * 4);
    }
  }
  return image;
}

function jobOf({ x, y, side, angle, mode = 'learned' }: FacePlace, key: number): CoverJob {
  const face = side / 1.75;
  const sighting = { box: box<FramePx>(x - face / 2, y - face / 2, face, face), landmarks: [] };
  if (mode === 'mask') {
    const cover = coverFor(
      { box: sighting.box, roll: angle, landmarks: null },
      { enlarge: 1.2, feather: 0.1 },
    );
    return { cover, mode, values: completeValues(mode, {}) };
  }
  const aligned: Alignment = { key, track: key, centre: point<FramePx>(x, y), side, angle, sighting };
  const cover = learnedCover(aligned, sighting);
  if (!cover) {
    throw new Error('This face has no learned cover.');
  }
  return { cover, mode, values: {}, aligned };
}

async function pixelsOf(picture: ImageBitmap): Promise<Uint8ClampedArray> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  picture.close();
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

async function render(renderer: Renderer, covers: readonly CoverJob[], frame: number): Promise<ImageBitmap> {
  const source = await createImageBitmap(drawn(frame % 3));
  const [picture] = await renderer.render({
    frame: { source, timestamp: frame * 33_333 },
    views: [{ covers }],
  });
  source.close();
  return picture as ImageBitmap;
}

/** Calls `before` before each call of a method. Gives what undoes it. */
function spyOn(prototype: object, name: string, before: () => void): () => void {
  const holder = prototype as Record<string, (...given: unknown[]) => unknown>;
  const real = holder[name] as (...given: unknown[]) => unknown;
  holder[name] = function (this: unknown, ...given) {
    before();
    return real.apply(this, given);
  };
  return () => {
    holder[name] = real;
  };
}

const errors: string[] = [];

/** WebAssembly memories that were made, none of which is ever given back before the page is gone. */
const memories: WebAssembly.Memory[] = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

const pages = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength / 65536, 0);

/** Compiling the GPU's shaders takes a while: once a page. */
let pair: Promise<{ cpu: Renderer; gpu: Renderer }> | null = null;

function both(): Promise<{ cpu: Renderer; gpu: Renderer }> {
  pair ??= (async () => {
    const [cpu, gpu] = [createCpuRenderer(), await requestGpuRenderer()];
    await Promise.all([cpu.networks.learned.use(SMALL), gpu.networks.learned.use(SMALL)]);
    return { cpu, gpu };
  })();
  return pair;
}

/** The devices that were made: the GPU renderer makes its own. */
const devices: GPUDevice[] = [];
if (typeof GPUAdapter !== 'undefined') {
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    const device = await request.apply(this, given);
    device.onuncapturederror = ({ error }) => errors.push(error.message);
    devices.push(device);
    return device;
  };
}

async function graphOutput(
  weights: ModifierWeights,
  pictures: Float32Array,
  count: number,
): Promise<Float32Array> {
  await startWasmBackend();
  const graph = new ModifierGraph(weights);
  const input = tensor4d(pictures, [count, weights.side, weights.side, 3]);
  const output: Tensor4D = graph.apply(input);
  const values = Float32Array.from(output.dataSync());
  input.dispose();
  output.dispose();
  graph.dispose();
  return values;
}

/** Reading back is for this test alone. */
async function gpuOutput(
  device: GPUDevice,
  modifier: WebGpuModifier,
  pictures: Float32Array,
  count: number,
): Promise<Float32Array> {
  const pixels = modifier.side ** 2;
  // The pictures lie in the buffer in another order, with a gap before each.
  const gap = 3;
  const starts = Uint32Array.from({ length: count }, (_, i) => (count - 1 - i) * (pixels + gap) + gap);
  const rgba = new Float32Array(count * (pixels + gap) * 4).fill(0.25);
  for (let i = 0; i < count; i++) {
    for (let p = 0; p < pixels; p++) {
      const from = (i * pixels + p) * 3;
      rgba.set([...pictures.subarray(from, from + 3), 1], ((starts[i] ?? 0) + p) * 4);
    }
  }
  const upload = (data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: data.byteLength, usage });
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const size = count * pixels * 16;
  const copy = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  const made = modifier.encode(pass, upload(rgba), upload(starts), count);
  pass.end();
  encoder.copyBufferToBuffer(made, 0, copy, 0, size);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(copy.getMappedRange().slice(0));
  copy.destroy();
  return values.filter((_, i) => i % 4 < 3);
}

const PLACES: readonly FacePlace[] = [
  { x: 50, y: 60, side: 80, angle: 0.3 },
  { x: 110, y: 50, side: 60, angle: -0.2 },
];

const harness: ModifierHarness = {
  errors,
  async network(hyper, counts) {
    const weights = hyper
      ? randomModifierWeights(hyper, hyper.side, generator(hyper.blocks + 1))
      : await loadModifierWeights();
    const adapter = await navigator.gpu.requestAdapter();
    const device = (await adapter?.requestDevice()) as GPUDevice;
    const modifier = await WebGpuModifier.create(device, weights);
    const random = generator(9);
    let worst = 0;
    for (const count of counts) {
      const pictures = Float32Array.from({ length: count * weights.side ** 2 * 3 }, random);
      const expected = await graphOutput(weights, pictures, count);
      const found = await gpuOutput(device, modifier, pictures, count);
      expected.forEach((value, i) => {
        const difference = Math.abs(value - (found[i] ?? Number.NaN));
        worst = difference <= worst ? worst : difference;
      });
    }
    modifier.dispose();
    device.destroy();
    return worst;
  },
  async wasm(hyper) {
    const weights = hyper
      ? randomModifierWeights(hyper, hyper.side, generator(6))
      : await loadModifierWeights();
    const pictures = Float32Array.from({ length: 2 * weights.side ** 2 * 3 }, generator(9));
    const expected = await graphOutput(weights, pictures, 2);
    const found: Record<string, number> = {};
    for (const build of BUILDS.filter(isSupported)) {
      const made = await (await createSimdModifier(weights, build)).apply(pictures, 2);
      found[build] = expected.reduce((worst, value, i) => {
        const difference = Math.abs(value - (made[i] ?? Number.NaN));
        return difference <= worst ? worst : difference;
      }, 0);
    }
    return found;
  },
  async workerPool(helpers, counts) {
    const own = await createSimdModifier(SMALL);
    let shared = 0;
    const ready: Promise<unknown>[] = [];
    const spawn = async () => {
      const hiring = spawnWorker(SMALL);
      ready.push(hiring);
      const helper = await hiring;
      const apply = helper.apply.bind(helper);
      helper.apply = async (pictures, count) => {
        const made = await apply(pictures, count);
        shared += 1;
        return made;
      };
      return helper;
    };
    const workerPool = new WorkerPool(own, { helpers, spawn, patience: 60_000 });
    const drawnOf = (count: number) =>
      Float32Array.from({ length: count * SMALL.side ** 2 * 3 }, generator(count));
    await workerPool.apply(drawnOf(2), 2);
    await Promise.all(ready);
    let difference = 0;
    for (const count of counts) {
      const pictures = drawnOf(count);
      const alone = (await own.apply(pictures, count)).slice();
      const made = await workerPool.apply(pictures, count);
      difference = alone.reduce(
        (most, v, i) => Math.max(most, Math.abs(v - (made[i] as number))),
        difference,
      );
    }
    workerPool.dispose();
    return { difference, shared };
  },
  async renderers(faces, frames) {
    const { cpu, gpu } = await both();
    const found = [];
    for (let frame = 0; frame < frames; frame++) {
      const covers = faces.map((face, i) => jobOf({ ...face, x: face.x + frame * 0.3 }, i + 1));
      const a = await pixelsOf(await render(cpu, covers, frame));
      const b = await pixelsOf(await render(gpu, covers, frame));
      const raw = drawn(frame % 3).data;
      let [max, sum, far, changed] = [0, 0, 0, 0];
      a.forEach((value, i) => {
        const difference = Math.abs(value - (b[i] as number));
        max = Math.max(max, difference);
        sum += difference;
        far += difference > FAR ? 1 : 0;
        changed += Math.abs(value - (raw[i] as number)) > 2 ? 1 : 0;
      });
      found.push({ max, mean: sum / a.length, far: far / a.length, changed: changed / a.length });
    }
    return found;
  },
  async readbacks(frames) {
    const { gpu } = await both();
    const calls: string[] = [];
    const watched = [
      [GPUBuffer.prototype, 'mapAsync'],
      [GPUBuffer.prototype, 'getMappedRange'],
      [GPUCommandEncoder.prototype, 'copyBufferToBuffer'],
      [GPUCommandEncoder.prototype, 'copyTextureToBuffer'],
      [OffscreenCanvasRenderingContext2D.prototype, 'getImageData'],
      [VideoFrame.prototype, 'copyTo'],
    ] as const;
    const undo = watched.map(([prototype, name]) =>
      spyOn(prototype, name, () => {
        calls.push(name);
      }),
    );
    const covers = PLACES.map((place, i) => jobOf(place, i + 1));
    let shown = 0;
    for (let frame = 0; frame < frames; frame++) {
      const picture = await render(gpu, covers, frame);
      shown += picture.width === WIDTH ? 1 : 0;
      picture.close();
    }
    const found = [...calls];
    calls.length = 0;
    await pixelsOf(await render(gpu, covers, frames));
    for (const back of undo) {
      back();
    }
    return { calls: found, frames: shown, control: calls };
  },
  async dispatches(faces) {
    const { gpu } = await both();
    let count = 0;
    const undo = spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => {
      count += 1;
    });
    const found = [];
    for (const [i, number] of faces.entries()) {
      count = 0;
      const covers = Array.from({ length: number }, (_, j) =>
        jobOf({ x: 20 + 15 * j, y: 60, side: 40, angle: 0.1 * j }, 100 + j),
      );
      (await render(gpu, covers, i)).close();
      found.push(count);
    }
    undo();
    return found;
  },
  async alive(kind, count, leak = false) {
    growing[kind] ??= startGrowth(kind);
    const { renderer, state } = await growing[kind];
    for (let i = 0; i < count; i++) {
      const frame = state.frame++;
      // Faces come, go and are new ones now and then.
      const covers = PLACES.slice(0, 1 + (frame % 2)).map((place, j) =>
        jobOf({ ...place, side: place.side / 2 + (frame % 7) }, j + 1 + 2 * Math.floor(frame / 10)),
      );
      (await render(renderer, covers, frame)).close();
      if (leak) {
        leaked.push(leakOne(kind));
      }
    }
    return { buffers: gpuThings, pages: pages() };
  },
};

const growing: Partial<Record<GrowthKind, Promise<{ renderer: Renderer; state: { frame: number } }>>> = {};

async function startGrowth(kind: GrowthKind) {
  if (kind === 'webgpu') {
    countGpuThings();
  }
  const renderer = kind === 'webgpu' ? await requestGpuRenderer() : createCpuRenderer();
  await renderer.networks.learned.use(randomModifierWeights({ width: 4, blocks: 0 }, 16, generator(3)));
  return { renderer, state: { frame: 0 } };
}

/** GPU buffers and textures made less those destroyed, since they are counted. */
let gpuThings = 0;

function countGpuThings(): void {
  for (const name of ['createBuffer', 'createTexture']) {
    spyOn(GPUDevice.prototype, name, () => {
      gpuThings += 1;
    });
  }
  for (const prototype of [GPUBuffer.prototype, GPUTexture.prototype]) {
    spyOn(prototype, 'destroy', () => {
      gpuThings -= 1;
    });
  }
}

const leaked: unknown[] = [];

/** What a forgotten release would leave behind in each place: a buffer, a tensor, a crop. */
function leakOne(kind: GrowthKind): unknown {
  switch (kind) {
    case 'webgpu':
      return devices.at(-1)?.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE });
    case 'cpu':
      return new Float32Array(16 * 16 * 3);
  }
}

(globalThis as unknown as { modifierHarness: ModifierHarness }).modifierHarness = harness;
