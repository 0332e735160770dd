/** The evaluation's worker: the engine's own parts, as `src/engine/link/worker.ts` makes them, and the judges. */
import { messageOf } from '../../src/base/errors.ts';
import '../../src/base/trusted-types.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { type ActionBench, loadActions } from './actions.ts';
import { type DeskBench, loadDesk } from './desk.ts';
import { evaluateFaces } from './faces.ts';
import { LeakBench } from './leaks.ts';
import { loadNetworksOf } from './networks.ts';
import { loadJudges } from './recognisers/index.ts';
import type { Judge } from './recognisers/recogniser.ts';
import { StillPipeline } from './still.ts';
import type { ReadyTask, Task } from './tasks.ts';

const engine = createFaceDetector().then((detector) => {
  const renderer = createCpuRenderer();
  return {
    detector,
    renderer,
    still: new StillPipeline(detector, renderer),
    leaks: new LeakBench(detector, renderer),
  };
});
let judges: Promise<Judge[]> | null = null;
let actions: Promise<ActionBench> | null = null;
let desk: Promise<DeskBench> | null = null;

function loadJudgesOnce(): Promise<Judge[]> {
  judges ??= loadJudges();
  return judges;
}

function loadActionsOnce(): Promise<ActionBench> {
  actions ??= loadActions();
  return actions;
}

function loadDeskOnce(): Promise<DeskBench> {
  desk ??= loadDesk();
  return desk;
}

async function answer(task: Task | ReadyTask): Promise<unknown> {
  const { detector, renderer, still, leaks } = await engine;
  const variants = 'variants' in task ? task.variants : 'variant' in task ? [task.variant] : [];
  await loadNetworksOf(variants, renderer);
  switch (task.type) {
    case 'ready':
      await (task.kind === 'faces' ? loadJudgesOnce() : task.kind === 'actions' ? loadActionsOnce() : null);
      return null;
    case 'faces':
      return evaluateFaces(task, still, await loadJudgesOnce());
    case 'actions':
      return (await loadActionsOnce()).evaluate(task, still);
    case 'action-labels':
      return (await loadActionsOnce()).labels;
    case 'desk':
      return (await loadDeskOnce()).still(task, still);
    case 'desk-clip':
      return (await loadDeskOnce()).clip(task, detector, renderer);
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
    self.postMessage({ id, error: messageOf(error) });
  }
};
