/** How long and how hard is adapted, and how far it is. Apart from the loop: who only asks for it needs no tfjs. */
import type { Weights } from './objective.ts';
import { LIMITS, type Limits } from './report.ts';

export interface AdaptOptions {
  readonly steps: number;
  /** Pictures a step. */
  readonly batch: number;
  readonly learningRate: number;
  readonly weights: Weights;
  readonly limits: Limits;
  /** No step begins after so many seconds. */
  readonly seconds: number;
}

export const ADAPT_OPTIONS: AdaptOptions = {
  steps: 60,
  batch: 2,
  learningRate: 3e-4,
  weights: { target: 0.8, colours: 1, edges: 1 },
  limits: LIMITS,
  seconds: 300,
};

export interface Progress {
  /** Steps done; 0 while the pictures are being looked at, `steps` while the result is judged. */
  readonly step: number;
  readonly steps: number;
  /** Seconds that the rest will take, going by what was done; null before the first step. */
  readonly secondsLeft: number | null;
}
