/** The adapting worker with the real networks, on drawn pictures, and this browser's storage. */
import '../../src/trusted-types.ts';
import type { FromAdapter, ToAdapter } from '../../src/engine/adapt/messages.ts';
import { ADAPT_OPTIONS } from '../../src/engine/adapt/options.ts';
import type { AdaptReport } from '../../src/engine/adapt/report.ts';
import { browserStorage } from '../../src/engine/adapt/storage.ts';
import { packAdaptation, unpackAdaptation } from '../../src/engine/adapt/stored.ts';
import { generator } from '../../src/models/modifier/random.ts';
import { loadModifierWeights } from '../../src/models/modifier/weights.ts';

export interface AdaptHarness {
  /** One step on two drawn pictures; a result that gains at least `gain` (it may be negative) is stored. */
  learn(gain: number): Promise<{ readonly report: AdaptReport; readonly stored: boolean }>;
  /** Whether what is stored is that of this build, and how many of its numbers differ from the un-adapted ones. */
  stored(): Promise<{ readonly changed: number } | null>;
}

function drawnExample(seed: number) {
  const next = generator(seed);
  const light = 0.4 + 0.3 * next();
  const picture = Float32Array.from({ length: 128 * 128 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 128, Math.floor(i / 384)];
    return light + 0.2 * Math.sin(x / 9 + (i % 3)) * Math.cos(y / 11) + 0.05 * next();
  });
  const points = [
    { x: 49, y: 52 },
    { x: 79, y: 52 },
    { x: 64, y: 68 },
    { x: 64, y: 85 },
  ];
  return { picture, points };
}

const harness: AdaptHarness = {
  async learn(gain) {
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
        const limits = { ...ADAPT_OPTIONS.limits, gain };
        worker.postMessage({
          examples: [drawnExample(1), drawnExample(2)],
          options: { ...ADAPT_OPTIONS, steps: 1, batch: 1, limits },
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
