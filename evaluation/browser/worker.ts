/** The evaluation's worker: the engine's own parts, as `src/engine/worker.ts` makes them, and the judges beside them. */
import '../../src/trusted-types.ts';
import { ASSETS } from '../../src/engine/detect/assets.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { evaluateFaces } from './faces.ts';
import { loadJudges } from './recognisers/index.ts';
import { StillPipeline } from './still.ts';
import type { Task } from './tasks.ts';

async function load() {
  const [detector, judges] = await Promise.all([createFaceDetector(ASSETS), loadJudges()]);
  return { pipeline: new StillPipeline(detector, createCpuRenderer()), judges };
}

const parts = load();

async function answer(task: Task | { readonly type: 'ready' }): Promise<unknown> {
  const { pipeline, judges } = await parts;
  switch (task.type) {
    case 'ready':
      return null;
    case 'faces':
      return evaluateFaces(task, pipeline, judges);
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
