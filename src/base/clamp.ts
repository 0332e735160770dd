/** Colours and shares lie between 0 and 1. A NaN stays one. */
export function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
