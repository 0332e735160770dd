/** The leak meter alone, in a worker inside a worker as in the engine: a raw and a covered picture in, a reading out. */
import '../../src/base/trusted-types.ts';
import { memory } from '@tensorflow/tfjs-core';
import type { SeenFace } from '../../src/engine/meters/leak/leaks.ts';
import { loadTinyFaceDetector } from '../../src/engine/meters/leak/load.ts';
import type { LeakReading } from '../../src/engine/meters/leak/meter.ts';
import { INPUT_SIDE } from '../../src/engine/meters/leak/picture-size.ts';
import type { TinyFaceDetector } from '../../src/engine/meters/leak/tiny-face.ts';
import { rgbaOf } from '../../src/engine/safe/pixels.ts';

export interface Cover {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LeakMeterHarness {
  readonly ready: Promise<void>;
  /**
   * Covers `picture` with grey ellipses (or a blur of so many samples a side) and has both compared.
   * `camera`: the raw picture as a camera delivers it, an I420 `VideoFrame`; what is covered is then a copy of that.
   * 'whole': as a frame that was covered whole. 'other': against a picture that has nothing to do with it.
   */
  examine(
    picture: OffscreenCanvas,
    how: { covers: readonly Cover[]; blur?: number; compare?: 'whole' | 'other'; camera?: boolean },
  ): Promise<LeakReading>;
  /** What the second detector finds, in pixels of `picture`, for measuring the detector itself. */
  find(picture: OffscreenCanvas, minScore: number): Promise<SeenFace[]>;
  /** Tensors alive after `find`. */
  tensors(): number;
}

let detector: Promise<TinyFaceDetector> | null = null;
const worker = new Worker(new URL('./leak-meter.worker.ts', import.meta.url), { type: 'module' });

function answer<T>(): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data as T));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

function covered(
  picture: OffscreenCanvas,
  covers: readonly Cover[],
  blur: number | undefined,
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  for (const { x, y, width, height } of covers) {
    context.save();
    context.beginPath();
    context.ellipse(x + width / 2, y + height / 2, width / 2, height / 2, 0, 0, 7);
    context.clip();
    if (blur) {
      const small = new OffscreenCanvas(blur, blur);
      const on = small.getContext('2d') as OffscreenCanvasRenderingContext2D;
      on.imageSmoothingQuality = 'high';
      on.drawImage(picture, x, y, width, height, 0, 0, blur, blur);
      context.imageSmoothingQuality = 'high';
      context.drawImage(small, x, y, width, height);
    } else {
      context.fillStyle = '#777';
      context.fillRect(x, y, width, height);
    }
    context.restore();
  }
  return canvas;
}

/** The picture as I420 (BT.601, limited range), which is what cameras give. */
function cameraFrame(picture: OffscreenCanvas): VideoFrame {
  const { width, height } = picture;
  const context = picture.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const rgba = context.getImageData(0, 0, width, height).data;
  const area = width * height;
  const planes = new Uint8Array(area * 1.5);
  const mix = (at: number, r: number, g: number, b: number) =>
    r * (rgba[at] as number) + g * (rgba[at + 1] as number) + b * (rgba[at + 2] as number);
  for (let i = 0; i < area; i++) {
    planes[i] = 16.5 + mix(i * 4, 0.2568, 0.5041, 0.0979);
  }
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const to = area + (y / 2) * (width / 2) + x / 2;
      planes[to] = 128.5 + mix((y * width + x) * 4, -0.1482, -0.291, 0.4392);
      planes[to + area / 4] = 128.5 + mix((y * width + x) * 4, 0.4392, -0.3678, -0.0714);
    }
  }
  return new VideoFrame(planes, { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 7 });
}

async function copyOf(frame: VideoFrame): Promise<OffscreenCanvas> {
  const copy = new OffscreenCanvas(frame.displayWidth, frame.displayHeight);
  const context = copy.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.putImageData(await rgbaOf({ source: frame, timestamp: 7 }), 0, 0);
  return copy;
}

const harness: LeakMeterHarness = {
  ready: answer<unknown>().then(() => undefined),
  async examine(picture, { covers, blur, compare, camera }) {
    await harness.ready;
    const frame = camera ? cameraFrame(picture) : null;
    const safe = covered(frame ? await copyOf(frame) : picture, covers, blur);
    if (compare === 'other') {
      const context = safe.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.fillStyle = '#2a6';
      context.fillRect(0, 0, safe.width, safe.height);
    }
    const raw = frame ?? (await createImageBitmap(picture));
    const out = safe.transferToImageBitmap();
    worker.postMessage({ raw, safe: out, covers, whole: compare === 'whole' }, [raw, out]);
    return answer<LeakReading>();
  },
  tensors: () => memory().numTensors,
  async find(picture, minScore) {
    detector ??= loadTinyFaceDetector();
    const scale = INPUT_SIDE / Math.max(picture.width, picture.height);
    const small = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    const context = small.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.imageSmoothingQuality = 'medium';
    context.drawImage(picture, 0, 0, small.width, small.height);
    const faces = await (await detector).find(
      context.getImageData(0, 0, small.width, small.height),
      minScore,
    );
    return faces.map((face) => ({
      x: face.x / scale,
      y: face.y / scale,
      width: face.width / scale,
      height: face.height / scale,
      score: face.score,
    }));
  },
};

(globalThis as unknown as { leakMeterHarness: LeakMeterHarness }).leakMeterHarness = harness;
