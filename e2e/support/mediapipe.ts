/** MediaPipe's models as its runtime takes them, from node_modules at test time. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addMetadata, imageMetadata } from '../../build/tflite-metadata.mjs';

const FOLDER = resolve(import.meta.dirname, '../../node_modules/@mediapipe/face_detection');

/** @param file a .tflite of npm `@mediapipe/face_detection`. @returns it with metadata, base64. */
export function faceModel(file: string): string {
  const metadata = imageMetadata({
    name: 'Face detection',
    mean: 127.5,
    std: 127.5,
    outputs: ['regressors', 'classificators'],
  });
  return Buffer.from(addMetadata(readFileSync(resolve(FOLDER, file)), metadata)).toString('base64');
}
