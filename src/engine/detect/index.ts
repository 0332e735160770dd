import type { DetectorKind } from '../settings.ts';
import type { FaceDetector } from './detector.ts';
import { createYunetDetector } from './yunet.ts';

/** Loads a detector. @throws ModelError, or what else is wrong in plain words. */
export async function createFaceDetector(kind: DetectorKind = 'yunet'): Promise<FaceDetector> {
  // tasks-vision and its models are large, and nobody needs them but who asks for them.
  return kind === 'mediapipe'
    ? (await import('./mediapipe.ts')).createMediaPipeDetector()
    : createYunetDetector();
}
