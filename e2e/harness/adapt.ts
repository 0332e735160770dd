/** The adapting worker with the real networks, on drawn pictures, and this browser's storage. */
import '../../src/base/trusted-types.ts';
import { box, type FramePx, point } from '../../src/base/geometry.ts';
import { Collector } from '../../src/engine/adapt/collector.ts';
import { browserStorage } from '../../src/engine/adapt/database.ts';
import type { Example } from '../../src/engine/adapt/example.ts';
import type { FromAdapter, ToAdapter } from '../../src/engine/adapt/messages.ts';
import { ADAPT_OPTIONS } from '../../src/engine/adapt/options.ts';
import type { AdaptReport, Limits } from '../../src/engine/adapt/report.ts';
import { packAdaptation, unpackAdaptation } from '../../src/engine/adapt/stored-format.ts';
import { alignmentOf } from '../../src/engine/cover/learned-cover.ts';
import type { Landmarks } from '../../src/engine/face.ts';
import { loadModifierWeights } from '../../src/models/modifier/weights.ts';

/** A person in a picture, as large and wherever they are. */
export interface Portrait {
  readonly picture: OffscreenCanvas;
  /** Middle, sides (frame pixels) and roll (degrees) of the face, brows to chin. */
  readonly face: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly roll: number;
  };
}

export interface AdaptHarness {
  /** One step on two pictures of this person; what comes out within these limits is stored. */
  learn(
    portraits: readonly Portrait[],
    limits: Partial<Limits>,
    learningRate?: number,
  ): Promise<{ readonly report: AdaptReport; readonly stored: boolean }>;
  /** Whether what is stored is that of this build, and how many of its numbers differ from the un-adapted ones. */
  stored(): Promise<{ readonly changed: number } | null>;
}

/** As the page takes it. */
function takeAll(portraits: readonly Portrait[]): readonly Example[] {
  const collector = new Collector();
  for (const { picture, face } of portraits) {
    const pixels = picture.getContext('2d')?.getImageData(0, 0, picture.width, picture.height);
    if (!pixels) {
      throw new Error('No picture.');
    }
    const turn = (face.roll * Math.PI) / 180;
    /** In shares of the face's width and height from its middle. */
    const at = (across: number, down: number) => {
      const [u, v] = [across * face.width, down * face.height];
      return point<FramePx>(
        face.x + u * Math.cos(turn) - v * Math.sin(turn),
        face.y + u * Math.sin(turn) + v * Math.cos(turn),
      );
    };
    const landmarks: Landmarks = {
      rightEye: at(-0.23, -0.22),
      leftEye: at(0.23, -0.22),
      nose: at(0, 0.05),
      mouth: at(0, 0.27),
    };
    const found = alignmentOf(landmarks);
    if (!found) {
      throw new Error('No alignment.');
    }
    const { x, y, width, height } = face;
    const around = box<FramePx>(x - width / 2, y - height / 2, width, height);
    const alignment = { ...found, key: 1, track: 1, sighting: { box: around, landmarks: [landmarks] } };
    collector.take(pixels, { landmarks, alignment }, 128);
  }
  return collector.examples;
}

const harness: AdaptHarness = {
  async learn(portraits, limits, learningRate = ADAPT_OPTIONS.learningRate) {
    const worker = new Worker(new URL('../../src/engine/adapt/worker.ts', import.meta.url), {
      type: 'module',
    });
    try {
      const done = await new Promise<Extract<FromAdapter, { type: 'done' }>>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<FromAdapter>) => {
          if (data.type === 'done') {
            resolve(data);
          } else if (data.type === 'failed') {
            reject(new Error(data.why));
          }
        };
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage({
          examples: takeAll(portraits),
          options: {
            ...ADAPT_OPTIONS,
            steps: 1,
            batch: 1,
            learningRate,
            limits: { ...ADAPT_OPTIONS.limits, ...limits },
          },
        } satisfies ToAdapter);
      });
      if (done.weights) {
        await browserStorage.write(await packAdaptation(done.weights, done.base, done.report, Date.now()));
      }
      return { report: done.report, stored: done.weights !== null };
    } finally {
      worker.terminate();
    }
  },
  async stored() {
    const value = await browserStorage.read();
    if (value === undefined) {
      return null;
    }
    const base = await loadModifierWeights();
    const { weights } = await unpackAdaptation(value, base);
    let changed = 0;
    for (const [name, { values }] of weights.weights) {
      const before = base.weights.get(name)?.values;
      changed += values.filter((v, i) => v !== before?.[i]).length;
    }
    return { changed };
  },
};

(globalThis as unknown as { adaptHarness: AdaptHarness }).adaptHarness = harness;
