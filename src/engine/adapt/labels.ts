/** The page's action detector as judge of adapting: what was recognised with the shipped face must be recognised with the adapted one. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { labelsAgree } from '../meters/action/agreement.ts';
import type { Example } from './example.ts';
import { withFace } from './scene.ts';
import type { LabelJudge } from './train-steps.ts';

/** Who is in a square of SIDE × SIDE × RGB, 0..255, and what each does. */
export type Look = (square: Float32Array) => Promise<readonly { readonly label: string }[]>;

export class ActionLabels implements LabelJudge {
  readonly #examples: readonly Example[];
  readonly #look: Look;

  /** @param examples those that are judged by, in order; examples without a scene do not count. */
  constructor(examples: readonly Example[], look: Look) {
    this.#examples = examples;
    this.#look = look;
  }

  async agreement(before: Tensor4D, after: Tensor4D): Promise<number | null> {
    const [shipped, adapted] = await Promise.all([before.data<'float32'>(), after.data<'float32'>()]);
    const verdicts: boolean[] = [];
    for (const [i, { picture, scene }] of this.#examples.entries()) {
      if (scene) {
        const look = (made: Float32Array) =>
          this.#look(withFace(scene, picture, made.subarray(i * picture.length, (i + 1) * picture.length)));
        const agrees = labelsAgree(await look(shipped), await look(adapted));
        if (agrees !== null) {
          verdicts.push(agrees);
        }
      }
    }
    return verdicts.length > 0 ? verdicts.filter(Boolean).length / verdicts.length : null;
  }
}
