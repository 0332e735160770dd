/** Frames through the pipeline with the mode `learned`, one at a time. */
import '../../src/base/trusted-types.ts';
import type { FrameReport } from '../../src/engine/safe/frame.ts';
import type { EngineSettings } from '../../src/engine/settings.ts';

export interface LearnedRequest {
  readonly kind: 'cpu' | 'webgpu';
  /** µs */
  readonly timestamp: number;
  readonly settings: Partial<EngineSettings>;
  /** As if this were the first frame: nothing followed, nothing remembered. Later frames do not know of it. */
  readonly alone?: boolean;
}

export interface LearnedAnswer {
  readonly picture: ImageBitmap;
  readonly report: FrameReport;
  /** ms that the modifier took. */
  readonly duration: number;
  readonly failure?: string;
}

export interface LearnedHarness {
  /** Closes `source`. */
  process(source: ImageBitmap, request: LearnedRequest): Promise<LearnedAnswer>;
}

const worker = new Worker(new URL('./learned.worker.ts', import.meta.url), { type: 'module' });

const harness: LearnedHarness = {
  process(source, request) {
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<LearnedAnswer>) =>
        data.picture ? resolve(data) : reject(new Error(data.failure));
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ source, ...request }, [source]);
    });
  },
};

(globalThis as unknown as { learnedHarness: LearnedHarness }).learnedHarness = harness;
