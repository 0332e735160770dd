/** Detection, covering and the privacy meter as in the engine, on single pictures: which mode hides whom from a recogniser? */
import '../../src/base/trusted-types.ts';
import type { PrivacyReading } from '../../src/engine/meters/privacy/meter.ts';
import type { ModeChoice } from '../../src/engine/modes/mode.ts';
import type { Request } from './privacy.worker.ts';

export interface PrivacyAnswer {
  readonly reading: PrivacyReading | null;
  /** Faces that the engine covered. */
  readonly faces: number;
}

export interface PrivacyHarness {
  readonly ready: Promise<void>;
  /** The faces of `picture` against what `mode` makes of them, or (for comparison) against another picture as it is. */
  compare(picture: OffscreenCanvas, other: ModeChoice | OffscreenCanvas): Promise<PrivacyAnswer>;
}

const worker = new Worker(new URL('./privacy.worker.ts', import.meta.url), { type: 'module' });

function answer<T>(): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data as T));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

const harness: PrivacyHarness = {
  ready: answer<unknown>().then(() => undefined),
  async compare(picture, other) {
    await harness.ready;
    const raw = await createImageBitmap(picture);
    const instead = typeof other === 'string' ? null : await createImageBitmap(other);
    const mode = typeof other === 'string' ? other : 'none';
    worker.postMessage({ raw, mode, instead } satisfies Request, instead ? [raw, instead] : [raw]);
    return answer<PrivacyAnswer>();
  },
};

(globalThis as unknown as { privacyHarness: PrivacyHarness }).privacyHarness = harness;
