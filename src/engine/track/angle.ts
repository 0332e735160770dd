/** `angle` plus the multiple of 2π that brings it nearest to `reference` (as it is when that is NaN). */
export function nearestTurn(angle: number, reference: number): number {
  if (Number.isNaN(reference)) {
    return angle;
  }
  return angle + 2 * Math.PI * Math.round((reference - angle) / (2 * Math.PI));
}
