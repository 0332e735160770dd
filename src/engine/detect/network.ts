/** One of MediaPipe's face networks behind a plain function: a view of the frame in, detections in frame pixels out. */

import { FaceDetector as MediaPipeDetector } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import { box, type FramePx, point } from '../../base/geometry.ts';
import type { Pixels } from '../../base/sample.ts';
import { fetchVerified } from '../../models/fetch.ts';
import type { Detection, DetectionPass, Landmarks } from '../face.ts';
import { unmirrored } from './mirror.ts';
import { cuts, plainViewAt, sampleView, toFrame, type View } from './view.ts';

export interface FaceNetwork {
  /** Synchronous. @throws when the network failed or said something impossible. */
  look(frame: Pixels, view: View, pass: DetectionPass): Detection[];
  close(): void;
}

/** More boxes than this in one look are nonsense. */
const MAX_BOXES = 100;

/**
 * @param inputSide the network's own input size, pixels.
 * @param minScore boxes below are not reported, 0..1.
 * @throws CorruptModelError when the model is not the tested one.
 */
export async function loadNetwork(
  url: string,
  sha256: string,
  inputSide: number,
  minScore: number,
): Promise<FaceNetwork> {
  const model = await fetchVerified(url, sha256);
  await offerFactory();
  const detector = await MediaPipeDetector.createFromOptions(
    { wasmLoaderPath: loaderUrl, wasmBinaryPath: binaryUrl },
    {
      baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
      runningMode: 'IMAGE',
      minDetectionConfidence: minScore,
      minSuppressionThreshold: 0.3,
    },
  );
  const input = new ImageData(inputSide, inputSide);
  return {
    look(frame, view, pass) {
      const { detections } = detector.detect(sampleView(frame, view, input));
      if (detections.length > MAX_BOXES) {
        throw new RangeError(`The face network found ${detections.length} faces at once.`);
      }
      return detections.flatMap((d) => {
        const b = d.boundingBox;
        if (!b || ![b.originX, b.originY, b.width, b.height].every(Number.isFinite)) {
          throw new RangeError('The face network gave a box that is no box.');
        }
        const plain = plainViewAt(view, (b.originX + b.width / 2) / inputSide);
        const points = d.keypoints.map(({ x, y }) => {
          const p = toFrame(plain, x, y);
          return point<FramePx>(p.x, p.y);
        });
        const found = inFrame(plain, inputSide, b, points, d.categories[0]?.score ?? 0, pass);
        const meant = view.strips || view.beyond ? unmirrored(found, frame) : found;
        if (!meant) {
          return [];
        }
        return cuts(view, meant.box, frame) ? { ...meant, cut: true } : meant;
      });
    },
    close() {
      detector.close();
    },
  };
}

/**
 * tasks-vision takes the WebAssembly factory from a global that its loader module sets, and clears it afterwards; a module
 * runs only once, so the second network would find nothing ("ModuleFactory not set").
 */
async function offerFactory(): Promise<void> {
  const loader = (await import(/* @vite-ignore */ loaderUrl)) as { default: unknown };
  (globalThis as { ModuleFactory?: unknown }).ModuleFactory = loader.default;
}

interface PixelBox {
  readonly originX: number;
  readonly originY: number;
  readonly width: number;
  readonly height: number;
}

function inFrame(
  view: View,
  inputSide: number,
  b: PixelBox,
  points: readonly ReturnType<typeof point<FramePx>>[],
  score: number,
  pass: DetectionPass,
): Detection {
  const scale = view.side / inputSide;
  const at = toFrame(view, (b.originX + b.width / 2) / inputSide, (b.originY + b.height / 2) / inputSide);
  // The bounds of the ellipse in the turned box: a face has no corners.
  const w = b.width * scale;
  const h = b.height * scale;
  const width = Math.hypot(w * Math.cos(view.angle), h * Math.sin(view.angle));
  const height = Math.hypot(w * Math.sin(view.angle), h * Math.cos(view.angle));
  const landmarks = landmarksOf(points);
  return {
    box: box<FramePx>(at.x - width / 2, at.y - height / 2, width, height),
    score,
    roll: landmarks ? rollOf(landmarks) : view.angle,
    landmarks,
    pass,
  };
}

function landmarksOf(points: readonly ReturnType<typeof point<FramePx>>[]): Landmarks | null {
  const [rightEye, leftEye, nose, mouth, rightEar, leftEar] = points;
  if (!rightEye || !leftEye || !nose || !mouth || !rightEar || !leftEar) {
    return null;
  }
  const finite = points.every((p) => Number.isFinite(p.x) && Number.isFinite(p.y));
  return finite ? { rightEye, leftEye, nose, mouth, rightEar, leftEar } : null;
}

/** Radians; 0 for level eyes, positive clockwise on the screen. */
export function rollOf({ rightEye, leftEye }: Pick<Landmarks, 'rightEye' | 'leftEye'>): number {
  return Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x);
}
