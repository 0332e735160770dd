/** Probabilities and their logits. */

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The logit whose sigmoid is `probability`. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}
