/** The page of `npm run anonymize`: the engine and the conversion of the page's own export, on the file in the file input. */
import '../../../src/base/trusted-types.ts';
import { createEngine, type EngineHandle } from '../../../src/engine/link/client.ts';
import { type FileProblem, problemOf } from '../../../src/engine/link/file/problem.ts';
import { openEngineWorker } from '../../../src/engine/link/open-worker.ts';
import type { EngineSettings } from '../../../src/engine/settings.ts';
import { completeSettings } from '../../../src/engine/settings.ts';
import { type ConversionOptions, type ConversionReport, convert } from '../../../src/media/conversion.ts';

export interface PageJob
  extends Pick<
    ConversionOptions,
    'container' | 'pictureType' | 'only' | 'sound' | 'readings' | 'perFrame' | 'edits' | 'editsFor' | 'keep'
  > {
  readonly settings: Partial<EngineSettings>;
}

export type PageAnswer =
  | { readonly mime: string; readonly report: ConversionReport }
  | { readonly problem: FileProblem };

/** What the page finds of Node. */
export interface NodeSide {
  /** Bytes at a place in the output file, base64. */
  guiseWrite(position: number, base64: string): Promise<void>;
  /** Seconds of video done and in all. */
  guiseProgress(done: number, duration: number): Promise<void>;
}

const node = globalThis as unknown as NodeSide;
/** ms between words about progress. */
const TELL_EVERY = 250;

let engine: EngineHandle | null = null;

async function run(job: PageJob): Promise<PageAnswer> {
  const file = document.querySelector('input')?.files?.[0];
  if (!file) {
    throw new Error('The file did not reach the browser.');
  }
  const settings = completeSettings(job.settings);
  engine ??= createEngine(openEngineWorker, settings, {
    onFrame: (_, frame) => frame.picture.close(),
    onState: () => undefined,
    onLeak: () => undefined,
    onDropped: () => undefined,
    onTrouble: () => undefined,
  });
  engine.configure(settings);
  let reported = 0;
  try {
    const { mime, report } = await convert({
      ...job,
      engine,
      file,
      to: () =>
        new WritableStream({
          write: async ({ data, position }) => node.guiseWrite(position, await base64(data)),
        }),
      onProgress({ looked, done, duration }) {
        if (performance.now() - reported > TELL_EVERY) {
          reported = performance.now();
          // Looking takes most of the time.
          void node.guiseProgress(0.75 * Math.min(looked, duration) + 0.25 * done, duration);
        }
      },
    });
    return { mime, report };
  } catch (error) {
    return { problem: problemOf(error, 'storage') };
  }
}

function base64(data: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([data]));
  });
}

const anonymizer = { run };
export type Anonymizer = typeof anonymizer;
(globalThis as unknown as { anonymizer: Anonymizer }).anonymizer = anonymizer;
