/** The worker of a helper. */
import { messageOf } from '../../../base/errors.ts';
import '../../../base/trusted-types.ts';
import { reportRequests } from '../../../base/report-requests.ts';
import type { PictureModifier } from '../picture-modifier.ts';
import { createSimdModifier } from './network.ts';
import type { WorkerRequest, WorkerResponse } from './spawn-worker.ts';

reportRequests();

let modifier: PictureModifier | null = null;

self.onmessage = async ({ data }: MessageEvent<WorkerRequest>) => {
  const { id } = data;
  try {
    if ('weights' in data) {
      modifier = await createSimdModifier(data.weights);
      answer({ id, made: null });
    } else if (modifier) {
      const { pictures, count } = data;
      // What it made goes back in the memory that the pictures came in.
      pictures.set(await modifier.apply(pictures, count));
      answer({ id, made: pictures }, [pictures.buffer]);
    } else {
      throw new Error('The helper has no weights yet.');
    }
  } catch (error) {
    answer({ id, error: messageOf(error) });
  }
};

function answer(words: WorkerResponse, moved: Transferable[] = []): void {
  self.postMessage(words, { transfer: moved });
}
