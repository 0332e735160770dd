/** The leak meter alone, in a worker inside a worker as in the engine: a raw and a covered picture in, a reading out. */
import '../../src/trusted-types.ts';
import type { LeakReading } from '../../src/engine/audit/audit.ts';
import type { AuditFace } from '../../src/engine/audit/leaks.ts';
import { loadTinyFaceDetector } from '../../src/engine/audit/load.ts';
import { INPUT_SIDE } from '../../src/engine/audit/picture-size.ts';
import type { TinyFaceDetector } from '../../src/engine/audit/tiny-face.ts';

export interface Cover {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface AuditHarness {
  readonly ready: Promise<void>;
  /**
   * Covers `picture` with grey ellipses (or a blur of so many samples a side) and has both compared.
   * 'whole': as a frame that was covered whole. 'other': against a picture that has nothing to do with it.
   */
  examine(
    picture: OffscreenCanvas,
    how: { covers: readonly Cover[]; blur?: number; compare?: 'whole' | 'other'; asVideoFrame?: boolean },
  ): Promise<LeakReading>;
  /** What the second detector finds, in pixels of `picture`, for measuring the detector itself. */
  find(picture: OffscreenCanvas, minScore: number): Promise<AuditFace[]>;
}

let detector: Promise<TinyFaceDetector> | null = null;
const worker = new Worker(new URL('./audit.worker.ts', import.meta.url), { type: 'module' });

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

const harness: AuditHarness = {
  ready: answer<unknown>().then(() => undefined),
  async examine(picture, { covers, blur, compare, asVideoFrame }) {
    await harness.ready;
    const safe = covered(picture, covers, blur);
    if (compare === 'other') {
      const context = safe.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.fillStyle = '#2a6';
      context.fillRect(0, 0, safe.width, safe.height);
    }
    const bitmap = await createImageBitmap(picture);
    const raw = asVideoFrame ? new VideoFrame(bitmap, { timestamp: 0 }) : bitmap;
    const out = safe.transferToImageBitmap();
    worker.postMessage({ raw, safe: out, covers, whole: compare === 'whole' }, [raw, out]);
    return answer<LeakReading>();
  },
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

(globalThis as unknown as { auditHarness: AuditHarness }).auditHarness = harness;
