/** Two pictures of each face in, one number out. */
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { CHIP_SIDE } from '../../../models/recogniser/align.ts';
import { chipOf } from '../../../models/recogniser/chip.ts';
import { cosine, EMBEDDING_LENGTH, type Recogniser } from '../../../models/recogniser/recogniser.ts';
import type { SentFace } from './messages.ts';
import type { FaceLikeness } from './meter.ts';

/**
 * How alike the recogniser finds each face's raw and covered picture, both aligned by the raw face's points. One batch.
 * The embeddings are overwritten before it returns.
 */
export async function likenesses(
  recogniser: Recogniser,
  faces: readonly SentFace[],
): Promise<readonly FaceLikeness[]> {
  const length = CHIP_SIDE * CHIP_SIDE * 3;
  const chips = new Float32Array(faces.length * 2 * length);
  faces.forEach(({ raw, safe, points }, i) => {
    chips.set(chipOf(raw, points), i * 2 * length);
    chips.set(chipOf(safe, points), (i * 2 + 1) * length);
  });
  const output = tidy(() => recogniser.embed(tensor4d(chips, [faces.length * 2, CHIP_SIDE, CHIP_SIDE, 3])));
  const embeddings = await output.data();
  output.dispose();
  const row = (i: number) => embeddings.subarray(i * EMBEDDING_LENGTH, (i + 1) * EMBEDDING_LENGTH);
  const found = faces.map(({ id }, i) => ({ id, similarity: cosine(row(i * 2), row(i * 2 + 1)) }));
  embeddings.fill(0);
  chips.fill(0);
  return found;
}
