/** The action detector alone, in a worker inside a worker as in the engine: pictures in, people and labels out. */
import '../../src/trusted-types.ts';
import type { ActionReading } from '../../src/engine/action/detector.ts';
import type { Request } from './actions.worker.ts';

export interface ActionHarness {
  readonly ready: Promise<void>;
  /** What is seen in `safe`; with `raw`, whether that gives the same labels. */
  look(safe: OffscreenCanvas, raw: OffscreenCanvas | null): Promise<ActionReading>;
}

const worker = new Worker(new URL('./actions.worker.ts', import.meta.url), { type: 'module' });

function answer<T>(): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data as T));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

const harness: ActionHarness = {
  ready: answer<unknown>().then(() => undefined),
  async look(safe, raw) {
    await harness.ready;
    const picture = await createImageBitmap(safe);
    const before = raw && (await createImageBitmap(raw));
    worker.postMessage(
      { safe: picture, raw: before } satisfies Request,
      before ? [picture, before] : [picture],
    );
    return answer<ActionReading>();
  },
};

(globalThis as unknown as { actionHarness: ActionHarness }).actionHarness = harness;
