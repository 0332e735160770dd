/** The recognisers that judge, of different families and trained on different data; none of them was trained here. */
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { Pixels } from '../../../src/base/sample.ts';
import { CHIP_SIDE, CHIP_TEMPLATE, type Spot } from '../../../src/models/recogniser/align.ts';
import { loadRecogniser } from '../../../src/models/recogniser/load.ts';
import type { Recogniser } from '../../../src/models/recogniser/recogniser.ts';
import { startWasmBackend } from '../../../src/models/wasm-backend.ts';
import { shrunkFace } from '../subject.ts';
import { loadFaceRes } from './faceres.ts';
import { RECOGNISERS, type RecogniserId } from './names.ts';
import type { Judge } from './recogniser.ts';

/** Faces that one pass takes; more at once are no faster and need more memory. */
const BATCH = 8;

/** All of them, in the order of `RECOGNISERS`. @throws when tfjs cannot start or weights are damaged. */
export async function loadJudges(): Promise<Judge[]> {
  await startWasmBackend();
  const loaders: Record<RecogniserId, () => Promise<Judge>> = {
    dlib: async () => asJudge(await loadRecogniser()),
    faceres: loadFaceRes,
  };
  return Promise.all(RECOGNISERS.map(({ id }) => loaders[id]()));
}

function asJudge(recogniser: Recogniser): Judge {
  return {
    side: CHIP_SIDE,
    template: CHIP_TEMPLATE,
    embed: (pictures) => recogniser.embed(pictures),
  };
}

/**
 * The same face in several pictures, all cut out at the same points.
 * @returns one embedding a picture, one after the other, each of length 1.
 */
export async function embedAll(
  judge: Judge,
  pictures: readonly Pixels[],
  points: readonly Spot[],
): Promise<Float32Array> {
  const rows: Float32Array[] = [];
  for (let from = 0; from < pictures.length; from += BATCH) {
    const faces = pictures
      .slice(from, from + BATCH)
      .map((picture) => shrunkFace(picture, points, judge.template, judge.side));
    const input = batchOf(faces, judge.side);
    const output = judge.embed(input);
    input.dispose();
    try {
      const values = (await output.data()) as Float32Array;
      const dimensions = values.length / faces.length;
      rows.push(...faces.map((_, i) => unit(values.subarray(i * dimensions, (i + 1) * dimensions))));
    } finally {
      output.dispose();
    }
  }
  return joined(rows);
}

function batchOf(faces: readonly Float32Array[], side: number): Tensor4D {
  return tensor4d(joined(faces), [faces.length, side, side, 3]);
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector.slice();
}
