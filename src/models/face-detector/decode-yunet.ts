import { logit, sigmoid } from '../../base/logistic.ts';
import { assertFew, assertPlausible, type Candidate, suppress } from './candidates.ts';
import type { OutputMap } from './network.ts';
import { YUNET_CHANNELS, YUNET_STRIDES } from './yunet-plan.ts';

/**
 * Faces of YuNet's maps, best first: docs/models/face-detector.md, "Decoding".
 * @param maps of strides 8, 16, 32. @param threshold and overlap: DetectOptions.
 * @throws FaceNetworkError when the maps hold what no picture of faces gives.
 */
export function decodeYunet(
  maps: readonly OutputMap[],
  threshold: number,
  overlap: number,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  let cells = 0;
  let [width, height] = [0, 0];
  // The score is the root of two probabilities' product, so none of them is less than its square.
  const least = logit(threshold ** 2);
  for (const [i, map] of maps.entries()) {
    const stride = YUNET_STRIDES[i];
    if (!stride || map.channels < YUNET_CHANNELS) {
      throw new RangeError('YuNet has three maps of 16 channels.');
    }
    const { values } = map;
    [width, height] = [map.width * stride, map.height * stride];
    cells += map.width * map.height;
    for (let cell = 0; cell < map.width * map.height; cell++) {
      const at = cell * map.channels;
      const [face, object] = [values[at] as number, values[at + 1] as number];
      if (face < least || object < least) {
        continue;
      }
      const score = Math.sqrt(sigmoid(face) * sigmoid(object));
      // Not `score >= threshold`: a NaN is a candidate, so that it is found out below.
      if (!(score < threshold)) {
        candidates.push(
          candidateAt(values, at, score, cell % map.width, Math.floor(cell / map.width), stride),
        );
      }
    }
  }
  assertPlausible(candidates, { width, height, cells });
  return assertFew(suppress(candidates, overlap));
}

function candidateAt(
  values: Float32Array,
  at: number,
  score: number,
  column: number,
  row: number,
  stride: number,
): Candidate {
  const value = (channel: number) => values[at + channel] as number;
  const width = Math.exp(value(4)) * stride;
  const height = Math.exp(value(5)) * stride;
  return {
    score,
    x: (column + value(2)) * stride - width / 2,
    y: (row + value(3)) * stride - height / 2,
    width,
    height,
    points: [6, 8, 10, 12, 14].map((c) => ({
      x: (column + value(c)) * stride,
      y: (row + value(c + 1)) * stride,
    })),
  };
}
