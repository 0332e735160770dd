import { type Tensor2D, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { CHIP_TEMPLATE } from '../../../models/recogniser/align.ts';
import { EMBEDDING_LENGTH, type Recogniser } from '../../../models/recogniser/recogniser.ts';
import { useBackend } from '../../../models/testing/backends.ts';
import { likenesses } from './likeness.ts';
import type { SentFace } from './messages.ts';

beforeAll(() => useBackend('cpu'));

function grey(level: number): SentFace['raw'] {
  return { width: 150, height: 150, data: new Uint8ClampedArray(150 * 150 * 4).fill(level) };
}

const FACE: SentFace = { id: 3, raw: grey(40), safe: grey(200), points: CHIP_TEMPLATE };

/** Says (1, 0, …) of the first picture and (0.6, 0.8, 0, …) of the second; keeps what it was shown and what was read of it. */
function recogniser() {
  const seen: { input?: Float32Array; read?: Float32Array } = {};
  const embed = (chips: Tensor4D): Tensor2D => {
    seen.input = chips.dataSync() as Float32Array;
    const rows = new Float32Array(2 * EMBEDDING_LENGTH);
    rows[0] = 1;
    rows[EMBEDDING_LENGTH] = 0.6;
    rows[EMBEDDING_LENGTH + 1] = 0.8;
    const output = tensor2d(rows, [2, EMBEDDING_LENGTH]);
    const { data } = output;
    output.data = async () => {
      seen.read = (await data.call(output)) as Float32Array;
      return seen.read as never;
    };
    return output;
  };
  return { seen, as: { embed } as unknown as Recogniser };
}

test('a number a face comes out, and the embeddings that were read are overwritten', async () => {
  const { seen, as } = recogniser();
  const found = await likenesses(as, [FACE]);
  expect(found).toEqual([{ id: 3, similarity: expect.closeTo(0.6) }]);
  expect(seen.read?.length).toBe(2 * EMBEDDING_LENGTH);
  expect(seen.read?.every((value) => value === 0)).toBe(true);
  // The faces' own pictures too.
  expect(seen.input?.every((value) => value === 0)).toBe(true);
});
