/** Colours and shares lie between 0 and 1. A NaN stays one. */
export function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** From 0 to 1 while the value does, gently at both ends; 0 and 1 beyond. */
export function smoothstep(value: number): number {
  const x = clamp01(value);
  return x * x * (3 - 2 * x);
}
