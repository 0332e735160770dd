/** MediaPipe's full range network as npm has it (tasks-vision, which needs WebGL): an option, and what tests compare ours with. */
import { FaceDetector as MediaPipe } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import type { Pixels } from '../../base/sample.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import { fetchVerified } from '../../models/fetch.ts';
import { rgbaOf } from '../safe/pixels.ts';
import type { FaceDetector } from './detector.ts';
import { inFrame, pictureOf } from './picture.ts';
import { detectionOf, fromFullRange, united } from './verdict.ts';

/** What build/face-models.mjs wrote, and its SHA-256. */
const MODEL = `${import.meta.env.BASE_URL}generated/face-full-range-sparse.tflite`;
const MODEL_HASH = '09e5654b6cbaf726c92030778297985f1909b187e844513cc64e4a3d39474a94';
/** Of the network's input, pixels. */
const SIDE = 192;
/** Of the squares of the frame that are looked at beside the whole, frame pixels: a face of 24 px is large enough in one. */
const TILE = 320;
const MIN_SCORE = 0.35;

/** @throws ModelError, or what tasks-vision says. */
export async function createMediaPipeDetector(): Promise<FaceDetector> {
  const model = await fetchVerified(MODEL, MODEL_HASH);
  const canvas = new OffscreenCanvas(1, 1);
  let lost = false;
  // It finds faces at random once its context is lost, and says nothing.
  canvas.addEventListener('webglcontextlost', () => {
    lost = true;
  });
  const network = await MediaPipe.createFromOptions(
    { wasmLoaderPath: loaderUrl, wasmBinaryPath: binaryUrl },
    {
      baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
      canvas,
      runningMode: 'IMAGE',
      minDetectionConfidence: MIN_SCORE,
      minSuppressionThreshold: 0.3,
    },
  );
  const look = (part: Pixels): Candidate[] => {
    const picture = pictureOf(part, SIDE);
    const { width, height } = picture;
    const { detections } = network.detect(new ImageData(new Uint8ClampedArray(picture.data), width, height));
    if (lost) {
      throw new Error('the WebGL context was lost');
    }
    return detections.flatMap(({ boundingBox, categories, keypoints }) => {
      if (!boundingBox) {
        return [];
      }
      const found = {
        score: categories[0]?.score ?? 0,
        x: boundingBox.originX,
        y: boundingBox.originY,
        width: boundingBox.width,
        height: boundingBox.height,
        points: keypoints.map((p) => ({ x: p.x * width, y: p.y * height })),
      };
      return inFrame(fromFullRange(found), picture);
    });
  };
  return {
    async detect({ frame }) {
      const pixels = await rgbaOf(frame);
      const tiles = tilesOf(pixels).map(({ x, y }) =>
        look(cropOf(pixels, x, y)).map((face) => moved(face, x, y)),
      );
      return united([look(pixels), ...tiles]).flatMap((face) => detectionOf(face, pixels) ?? []);
    },
    close: () => network.close(),
  };
}

function moved({ x, y, points, ...face }: Candidate, dx: number, dy: number): Candidate {
  return { ...face, x: x + dx, y: y + dy, points: points.map((p) => ({ x: p.x + dx, y: p.y + dy })) };
}

/** Corners of squares that cover the frame, neighbours overlapping by a quarter at least; none where the whole is no larger. */
function tilesOf({ width, height }: Pixels): { readonly x: number; readonly y: number }[] {
  return Math.max(width, height) <= TILE
    ? []
    : starts(height).flatMap((y) => starts(width).map((x) => ({ x, y })));
}

function starts(length: number): number[] {
  const count = Math.max(1, Math.ceil((length - TILE) / (0.75 * TILE)) + 1);
  return Array.from({ length: count }, (_, i) =>
    Math.max(0, Math.round(((length - TILE) * i) / Math.max(1, count - 1))),
  );
}

function cropOf(frame: Pixels, x: number, y: number): Pixels {
  const width = Math.min(TILE, frame.width - x);
  const height = Math.min(TILE, frame.height - y);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const at = ((y + row) * frame.width + x) * 4;
    data.set(frame.data.subarray(at, at + width * 4), row * width * 4);
  }
  return { width, height, data };
}
