/** The face networks on Guise's own kernels beside MediaPipe's runtime, each on one and the same picture. */
import '../../src/trusted-types.ts';
import { FaceDetector } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_internal.wasm?url';
import type { Candidate } from '../../src/models/face-detector/candidates.ts';
import {
  createFullRange,
  type FullRangeName,
  loadFullRange,
} from '../../src/models/face-detector/full-range.ts';
import type { FaceNetwork } from '../../src/models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../src/models/face-detector/yunet.ts';
import { BUILDS, type Build, isSupported } from '../../src/models/simd/instance.ts';

export interface DetectorNetworksHarness {
  /** Loads a network of ours, by the name of its model; with a build of the kernels other than the best one, if one is named. */
  load(name: string, build?: Build): Promise<void>;
  /** Loads a TensorFlow Lite model, base64 with metadata, into MediaPipe's runtime. */
  loadMediaPipe(name: string, model: string): Promise<void>;
  /** The builds that this browser takes. */
  readonly builds: readonly Build[];
  detect(name: string, picture: OffscreenCanvas): readonly Candidate[];
  /** Milliseconds of each run, by job, which take turns. */
  race(
    jobs: readonly { readonly name: string; readonly picture: OffscreenCanvas }[],
    runs: number,
  ): number[][];
}

type Detect = (picture: ImageData) => readonly Candidate[];

const networks = new Map<string, Detect>();

function pixelsOf(picture: OffscreenCanvas): ImageData {
  const context = picture.getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('No 2D canvas in this browser.');
  }
  return context.getImageData(0, 0, picture.width, picture.height);
}

function named(name: string): Detect {
  const found = networks.get(name);
  if (!found) {
    throw new Error(`${name} is not loaded.`);
  }
  return found;
}

function run(network: FaceNetwork): Detect {
  return ({ data, width, height }) => network.detect(data, width, height);
}

const harness: DetectorNetworksHarness = {
  builds: BUILDS.filter(isSupported),
  async load(name, build) {
    const network =
      name === 'yunet'
        ? await createYunet(await loadYunetWeights(), build)
        : await createFullRange(await loadFullRange(name as FullRangeName), build);
    networks.set(build ? `${name}, ${build}` : name, run(network));
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
