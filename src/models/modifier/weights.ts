import { loadFirst, type StoredModel } from '../catalogue.ts';
import { CorruptModelError } from '../fetch.ts';
import type { Weight } from '../weights.ts';
import { planModifier, type Step } from './plan.ts';

/** A modifier's weights, complete and of the right shapes. */
export interface ModifierWeights {
  /** Side of its picture, pixels. */
  readonly side: number;
  readonly plan: readonly Step[];
  readonly weights: ReadonlyMap<string, Weight>;
  /** SHA-256 of the stored binary. */
  readonly sha256: string;
}

/** Which of the stored variants the page loads. */
const VARIANT = '8bit';

/** @throws ModelError when this build has no modifier, or its files are not to be had or not the tested ones. */
export async function loadModifierWeights(): Promise<ModifierWeights> {
  return modifierWeights(await loadFirst('modifier', VARIANT, 'face modifier'));
}

/**
 * Checks that a stored model is a modifier whose network is known here.
 * @throws CorruptModelError when it is another network, or a weight is missing or of another shape.
 */
export function modifierWeights({ network, weights, sha256 }: StoredModel): ModifierWeights {
  const { width, blocks } = network.hyper;
  if (network.name !== 'webcam' || width === undefined || blocks === undefined || network.size % 8 !== 0) {
    throw new CorruptModelError(`the modifier is a network that is not known here: ${network.name}`);
  }
  const plan = planModifier({ width, blocks });
  for (const [name, shape] of weightShapes(plan)) {
    const found = weights.get(name);
    if (found?.shape.join() !== shape.join()) {
      throw new CorruptModelError(`the modifier's weight ${name} is missing or of another shape`);
    }
    if (!found.values.every(Number.isFinite)) {
      throw new CorruptModelError(`the modifier's weight ${name} holds something that is no number`);
    }
  }
  return { side: network.size, plan, weights, sha256 };
}

/** The shape of every weight, TensorFlow's layouts: (height, width, in, out), depthwise (height, width, channels, 1). */
export function weightShapes(plan: readonly Step[]): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const channelsOf = (value: number) => (value === 0 ? 3 : (plan[value - 1]?.channels ?? 0));
  for (const step of plan) {
    switch (step.op) {
      case 'convolution':
      case 'pointwise':
        shapes.set(`${step.name}.weight`, [step.kernel, step.kernel, channelsOf(step.input), step.channels]);
        if (step.op === 'convolution' && step.bias) {
          shapes.set(`${step.name}.bias`, [step.channels]);
        }
        break;
      case 'depthwise':
        shapes.set(`${step.name}.weight`, [step.kernel, step.kernel, step.channels, 1]);
        break;
      case 'norm':
        shapes.set(`${step.name}.weight`, [step.channels]);
        shapes.set(`${step.name}.bias`, [step.channels]);
        break;
      default:
    }
  }
  return shapes;
}
