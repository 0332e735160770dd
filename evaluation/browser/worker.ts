/** The evaluation's worker: the engine's own parts, as `src/engine/worker.ts` makes them, and the judges beside them. */
import '../../src/trusted-types.ts';
import { ASSETS } from '../../src/engine/detect/assets.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { evaluateFaces } from './faces.ts';
import { LeakBench } from './leaks.ts';
import { loadJudges } from './recognisers/index.ts';
import type { Judge } from './recognisers/recogniser.ts';
import { StillPipeline } from './still.ts';
import type { ReadyTask, Task } from './tasks.ts';

const engine = createFaceDetector(ASSETS).then((detector) => {
  const renderer = createCpuRenderer();
  return { still: new StillPipeline(detector, renderer), leaks: new LeakBench(detector, renderer) };
});
let judges: Promise<Judge[]> | null = null;

async function answer(task: Task | ReadyTask): Promise<unknown> {
  const { still, leaks } = await engine;
  switch (task.type) {
    case 'ready':
      if (task.judges) {
        judges ??= loadJudges();
        await judges;
      }
      return null;
    case 'faces':
      judges ??= loadJudges();
      return evaluateFaces(task, still, await judges);
    case 'leaks-open':
      return leaks.open(task);
    case 'leaks-next':
      return leaks.next(task);
  }
}

self.onmessage = async ({ data }: MessageEvent<{ id: number; task: Task }>) => {
  const { id, task } = data;
  try {
    self.postMessage({ id, answer: await answer(task) });
  } catch (error) {
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
