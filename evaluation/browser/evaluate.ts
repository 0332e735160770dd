/** The evaluation's page: hands tasks to the worker, one answer each. */
import '../../src/base/trusted-types.ts';
import type { EvaluationPage, ReadyTask, Task } from './tasks.ts';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'evaluation' });
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let next = 1;

function ask(task: Task | ReadyTask): Promise<unknown> {
  const id = next++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, task });
  });
}

worker.onmessage = ({ data }: MessageEvent<{ id: number; answer?: unknown; error?: string }>) => {
  const asked = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.error === undefined) {
    asked?.resolve(data.answer);
  } else {
    asked?.reject(new Error(data.error));
  }
};
worker.onerror = (event) => {
  event.preventDefault();
  for (const { reject } of waiting.values()) {
    reject(new Error(event.message || 'The evaluation worker could not be loaded.'));
  }
};

const evaluation: EvaluationPage = {
  ready: ask({ type: 'ready', kind: location.hash.slice(1) }).then(() => undefined),
  run: (task) => ask(task) as ReturnType<EvaluationPage['run']> as never,
};

(globalThis as unknown as { evaluation: EvaluationPage }).evaluation = evaluation;
