import { messageOf } from '../../base/errors.ts';
import { loadModel, modelsOfKind, type StoredModel } from '../catalogue.ts';
import { CorruptModelError } from '../fetch.ts';
import { BINS } from './levels.ts';
import { NanoDet } from './nanodet.ts';

export interface ActionModel {
  readonly network: NanoDet;
  /** Names of the classes, in the order of the network's columns. */
  readonly classes: readonly string[];
  /** Side of the square that it was trained on, pixels. */
  readonly side: number;
  /** Score (0..1) from which on a box counts, as chosen on validation pictures. */
  readonly threshold: number;
}

/** What the file says of an action network beyond what every network's says. */
interface Described {
  readonly name?: unknown;
  readonly classes?: unknown;
  readonly bins?: unknown;
  readonly side?: unknown;
  readonly threshold?: unknown;
}

/**
 * A tfjs backend must be ready.
 * @throws CorruptModelError when this build has no action detector, or its files are not the tested ones.
 */
export async function loadActionModel(): Promise<ActionModel> {
  const [entry] = modelsOfKind('action');
  if (!entry) {
    throw new CorruptModelError('this build has no action detector');
  }
  return actionModel(await loadModel(entry, '8bit', import.meta.env.BASE_URL));
}

/** @throws CorruptModelError when the stored model is another network than the one that is known here. */
export function actionModel({ network, weights }: StoredModel): ActionModel {
  const { name, classes, bins, side, threshold } = network as unknown as Described;
  if (
    name !== 'nanodet-m' ||
    bins !== BINS ||
    !Array.isArray(classes) ||
    !classes.every((label) => typeof label === 'string') ||
    typeof side !== 'number' ||
    side % 32 !== 0 ||
    typeof threshold !== 'number' ||
    !(threshold > 0 && threshold < 1)
  ) {
    throw new CorruptModelError('the action detector is a network that is not known here');
  }
  try {
    return { network: new NanoDet(weights, classes.length), classes, side, threshold };
  } catch (error) {
    throw new CorruptModelError(messageOf(error));
  }
}
