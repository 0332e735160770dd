/**
 * Adapts the modifier in a worker of its own, so that the frame path never waits. Pictures and embeddings stay here and are
 * overwritten at the end; ending the worker (cancel) ends them too.
 */
import { messageOf } from '../../base/errors.ts';
import '../../base/trusted-types.ts';
import '../../base/by-port.ts';
import '../../models/ops/wasm-gradients.ts';
import { reportRequests } from '../../base/report-requests.ts';
import { loadActionModel } from '../../models/action/load.ts';
import { ModelError } from '../../models/fetch.ts';
import { ModifierGraph } from '../../models/modifier/graph.ts';
import { loadModifierWeights } from '../../models/modifier/weights.ts';
import { loadRecogniser } from '../../models/recogniser/load.ts';
import { startWasmBackend } from '../../models/wasm-backend.ts';
import { lookAt } from '../meters/action/look.ts';
import { forget } from './collector.ts';
import { ActionLabels } from './labels.ts';
import { learnedMask } from './mask.ts';
import type { FromAdapter, ToAdapter } from './messages.ts';
import { split } from './split.ts';
import { adapt } from './train-steps.ts';

reportRequests();

const scope = self as unknown as {
  postMessage(message: FromAdapter): void;
  onmessage: ((event: MessageEvent<ToAdapter>) => void) | null;
};

async function run({ examples, options }: ToAdapter): Promise<FromAdapter> {
  try {
    await startWasmBackend();
    const [weights, recogniser, actions] = await Promise.all([
      loadModifierWeights(),
      loadRecogniser(),
      loadActionModel(),
    ]);
    const adapted = await adapt({
      modifier: new ModifierGraph(weights),
      embedder: recogniser,
      examples,
      mask: learnedMask(weights.side),
      labels: new ActionLabels(split(examples).judge, (square) => lookAt(actions, square)),
      options,
      onProgress: (progress) => scope.postMessage({ type: 'progress', progress }),
    });
    return { type: 'done', ...adapted, base: weights.sha256 };
  } finally {
    forget(examples);
  }
}

scope.onmessage = ({ data }) => {
  run(data).then(
    (answer) => scope.postMessage(answer),
    (error: unknown) =>
      scope.postMessage(
        error instanceof ModelError
          ? { type: 'failed', code: 'not-loaded', why: '' }
          : { type: 'failed', code: 'not-learned', why: messageOf(error) },
      ),
  );
};
