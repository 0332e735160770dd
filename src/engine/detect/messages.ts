/** What the engine and a helper of its detector (helper.ts, worker.ts) say to each other. */
import type { VerifiedDetection } from '../face.ts';
import type { DetectRequest } from './detector.ts';

/** To the worker: the frame is moved there. */
export interface HelperQuestion extends DetectRequest {
  readonly id: number;
}

/** From the worker, by the question's `id`. */
export type HelperAnswer = { readonly id: number } & (
  | { readonly found: readonly VerifiedDetection[] }
  | { readonly error: string }
);

/** The `id` of what a worker says first: that it has loaded what it needs, or why it cannot. */
export const READY = 0;
