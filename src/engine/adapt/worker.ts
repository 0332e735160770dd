/**
 * Adapts the modifier in a worker of its own, so that the frame path never waits. Pictures and embeddings stay here and are
 * overwritten at the end; whoever ends the worker (cancel) ends them too.
 */
import '../../trusted-types.ts';
import '../../models/ops/wasm-gradients.ts';
import { ModifierGraph } from '../../models/modifier/graph.ts';
import { loadModifierWeights } from '../../models/modifier/weights.ts';
import { loadRecogniser } from '../../models/recogniser/load.ts';
import { startWasmBackend } from '../../models/wasm-backend.ts';
import { adapt } from './adapt.ts';
import { learnedMask } from './mask.ts';
import type { FromAdapter, ToAdapter } from './messages.ts';

const scope = self as unknown as {
  postMessage(message: FromAdapter): void;
  onmessage: ((event: MessageEvent<ToAdapter>) => void) | null;
};

async function run({ examples, options }: ToAdapter): Promise<FromAdapter> {
  try {
    await startWasmBackend();
    const [weights, recogniser] = await Promise.all([loadModifierWeights(), loadRecogniser()]);
    const adapted = await adapt({
      modifier: new ModifierGraph(weights),
      embedder: recogniser,
      examples,
      mask: learnedMask(weights.side),
      labels: null,
      options,
      onProgress: (progress) => scope.postMessage({ type: 'progress', progress }),
    });
    return { type: 'done', ...adapted, base: weights.sha256 };
  } finally {
    for (const { picture } of examples) {
      picture.fill(0);
    }
  }
}

scope.onmessage = ({ data }) => {
  run(data).then(
    (answer) => scope.postMessage(answer),
    (error: unknown) =>
      scope.postMessage({ type: 'failed', why: error instanceof Error ? error.message : String(error) }),
  );
};
