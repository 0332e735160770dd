/** The face networks on Guise's own kernels beside MediaPipe's runtime, each on one and the same picture. */
import '../../src/base/trusted-types.ts';
import { FaceDetector } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_internal.wasm?url';
import type { Arithmetic } from '../../src/models/face-detector/arithmetic.ts';
import type { Candidate } from '../../src/models/face-detector/candidates.ts';
import {
  createFullRange,
  type FullRangeName,
  loadFullRange,
} from '../../src/models/face-detector/full-range.ts';
import type { FaceNetwork, OutputMap } from '../../src/models/face-detector/network.ts';
import { createReferenceNetwork } from '../../src/models/face-detector/reference.ts';
import { createSimdNetwork } from '../../src/models/face-detector/simd.ts';
import { everyByteStep, everyStep, randomWeights } from '../../src/models/face-detector/testing.ts';
import {
  createGpuFullRange,
  createGpuYunet,
  type GpuFaceDetector,
} from '../../src/models/face-detector/webgpu/detector.ts';
import { GpuFaceNetwork } from '../../src/models/face-detector/webgpu/network.ts';
import { createYunet, loadYunetWeights, type YunetWidth } from '../../src/models/face-detector/yunet.ts';
import { generator } from '../../src/models/modifier/random.ts';
import { BUILDS, type Build, isSupported } from '../../src/models/simd/build.ts';

export interface DetectorNetworksHarness {
  /** Loads a network of ours, by the name of its model; with a build of the kernels other than the best one, if one is named. */
  load(name: string, build?: Build, arithmetic?: Arithmetic): Promise<void>;
  /** Loads a TensorFlow Lite model, base64 with metadata, into MediaPipe's runtime. */
  loadMediaPipe(name: string, model: string): Promise<void>;
  /** The builds that this browser takes. */
  readonly builds: readonly Build[];
  /** Loads a network of ours on WebGPU; its name is followed by ", gpu". */
  loadOnGpu(name: string): Promise<void>;
  /** The greatest difference between the WGSL kernels' results and plain TypeScript's, relative to the greatest number. */
  compareOnGpu(pad: 0 | 1, width: number, height: number, seed: number): Promise<number>;
  /** As `compareOnGpu`, of the kernels that add bytes by relaxed SIMD, with plain TypeScript that rounds as they do. */
  compareInBytes(width: number, height: number, seed: number): Promise<number>;
  /** What went wrong on the device besides. */
  readonly errors: readonly string[];
  detectOnGpu(
    name: string,
    picture: OffscreenCanvas,
    width: number,
    height: number,
  ): Promise<readonly Candidate[]>;
  detect(name: string, picture: OffscreenCanvas): readonly Candidate[];
  /** Milliseconds of each run, by job, which take turns. */
  race(
    jobs: readonly { readonly name: string; readonly picture: OffscreenCanvas }[],
    runs: number,
  ): number[][];
}

type Detect = (picture: ImageData) => readonly Candidate[];

const networks = new Map<string, Detect>();
const onGpu = new Map<string, GpuFaceDetector>();
const errors: string[] = [];
let device: Promise<GPUDevice> | null = null;

function gpu(): Promise<GPUDevice> {
  device ??= (async () => {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) {
      throw new Error('No WebGPU in this browser.');
    }
    const made = await adapter.requestDevice();
    made.onuncapturederror = ({ error }) => void errors.push(error.message);
    return made;
  })();
  return device;
}

async function textureOf(
  pixels: Uint8ClampedArray | Uint8Array,
  width: number,
  height: number,
): Promise<GPUTexture> {
  const device = await gpu();
  const texture = device.createTexture({
    size: [width, height],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  device.queue.writeTexture({ texture }, Uint8Array.from(pixels), { bytesPerRow: width * 4 }, [
    width,
    height,
  ]);
  return texture;
}

function pixelsOf(picture: OffscreenCanvas): ImageData {
  const context = picture.getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('No 2D canvas in this browser.');
  }
  return context.getImageData(0, 0, picture.width, picture.height);
}

/** NaN and what is missing count as endless. */
function difference(found: OutputMap | undefined, expected: OutputMap): number {
  const { channels, values } = expected;
  const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  return values.reduce((worst, value, k) => {
    const at = Math.floor(k / channels) * (found?.channels ?? 0) + (k % channels);
    const d = Math.abs((found?.values[at] ?? Number.NaN) - value) / most;
    return d <= worst ? worst : Number.isFinite(d) ? d : Number.POSITIVE_INFINITY;
  }, 0);
}

function named(name: string): Detect {
  const found = networks.get(name);
  if (!found) {
    throw new Error(`${name} is not loaded.`);
  }
  return found;
}

const isYunet = (name: string): name is YunetWidth => name === 'yunet' || name === 'narrow';

function run(network: FaceNetwork): Detect {
  return ({ data, width, height }) => network.detect(data, width, height);
}

const harness: DetectorNetworksHarness = {
  builds: BUILDS.filter(isSupported),
  async load(name, build, arithmetic) {
    const network = isYunet(name)
      ? await createYunet(await loadYunetWeights(name), build, arithmetic)
      : await createFullRange(await loadFullRange(name as FullRangeName), build);
    networks.set([name, build, arithmetic].filter(Boolean).join(', '), run(network));
  },
  async loadMediaPipe(name, model) {
    const detector = await FaceDetector.createFromOptions(
      { wasmLoaderPath: loaderUrl, wasmBinaryPath: binaryUrl },
      {
        baseOptions: {
          modelAssetBuffer: Uint8Array.from(atob(model), (letter) => letter.charCodeAt(0)),
          delegate: 'CPU',
        },
        runningMode: 'IMAGE',
        minDetectionConfidence: 0.3,
        minSuppressionThreshold: 0.3,
      },
    );
    networks.set(name, (picture) =>
      detector.detect(picture).detections.map(({ boundingBox, categories, keypoints }) => ({
        score: categories[0]?.score ?? 0,
        x: boundingBox?.originX ?? 0,
        y: boundingBox?.originY ?? 0,
        width: boundingBox?.width ?? 0,
        height: boundingBox?.height ?? 0,
        points: keypoints.map(({ x, y }) => ({ x: x * picture.width, y: y * picture.height })),
      })),
    );
  },
  errors,
  async loadOnGpu(name) {
    const device = await gpu();
    const detector = isYunet(name)
      ? await createGpuYunet(device, await loadYunetWeights(name))
      : await createGpuFullRange(device, await loadFullRange(name as FullRangeName));
    onGpu.set(name, detector);
  },
  async compareOnGpu(pad, width, height, seed) {
    const random = generator(seed);
    const plan = everyStep(pad);
    const weights = randomWeights(plan, random);
    const pixels = Uint8Array.from({ length: width * height * 4 }, () => random() * 256);
    const texture = await textureOf(pixels, width, height);
    const network = await GpuFaceNetwork.create(await gpu(), plan, weights);
    const found = await network.run(texture, width, height);
    const expected = createReferenceNetwork(plan, weights).run(pixels, width, height);
    network.dispose();
    texture.destroy();
    return expected.reduce((worst, map, i) => Math.max(worst, difference(found[i], map)), 0);
  },
  async compareInBytes(width, height, seed) {
    const random = generator(seed);
    const plan = everyByteStep();
    const weights = randomWeights(plan, random);
    const pixels = Uint8Array.from({ length: width * height * 4 }, () => random() * 256);
    const found = (await createSimdNetwork(plan, weights, 'relaxed', 'bytes')).run(pixels, width, height);
    const expected = createReferenceNetwork(plan, weights, 'bytes').run(pixels, width, height);
    return expected.reduce((worst, map, i) => Math.max(worst, difference(found[i], map)), 0);
  },
  async detectOnGpu(name, picture, width, height) {
    const detector = onGpu.get(name);
    if (!detector) {
      throw new Error(`${name} is not loaded on the GPU.`);
    }
    const texture = await textureOf(pixelsOf(picture).data, picture.width, picture.height);
    const faces = await detector.detect(texture, width, height);
    texture.destroy();
    return faces;
  },
  detect(name, picture) {
    return named(name)(pixelsOf(picture));
  },
  race(jobs, runs) {
    const contenders = jobs.map(({ name, picture }) => ({ detect: named(name), pixels: pixelsOf(picture) }));
    const times = jobs.map((): number[] => []);
    for (let i = -3; i < runs; i++) {
      for (const [k, { detect, pixels }] of contenders.entries()) {
        const began = performance.now();
        detect(pixels);
        if (i >= 0) {
          times[k]?.push(performance.now() - began);
        }
      }
    }
    return times;
  },
};

(globalThis as unknown as { detectorNetworks: DetectorNetworksHarness }).detectorNetworks = harness;
