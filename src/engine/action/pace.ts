/** The detector may keep its core busy for this share of the time; beyond it looks less often. */
const SHARE = 0.3;

/**
 * Looks a second: those that were asked for, or fewer on a slow device.
 * @param duration ms that the last look took; 0 before the first.
 */
export function paced(rate: number, duration: number): number {
  return duration > 0 ? Math.min(rate, (1000 * SHARE) / duration) : rate;
}
