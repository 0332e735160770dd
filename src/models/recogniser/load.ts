/** Gets the recogniser's weights: those of the installed package, checked. */
import weightsUrl from '@vladmandic/face-api/model/face_recognition_model.bin?url';
import manifest from '@vladmandic/face-api/model/face_recognition_model-weights_manifest.json';
import { fetchVerified } from '../fetch.ts';
import { decodeWeights, entriesOf } from '../weights.ts';
import { Recogniser } from './recogniser.ts';

const WEIGHTS_SHA256 = 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589';

/**
 * A tfjs backend must be ready.
 * @throws CorruptModelError when the weights are not the tested ones.
 */
export async function loadRecogniser(): Promise<Recogniser> {
  return new Recogniser(decodeWeights(entriesOf(manifest), await fetchVerified(weightsUrl, WEIGHTS_SHA256)));
}
