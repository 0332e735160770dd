/** Runs of each contender that do not count. */
const WARM_UP = 2;

/** ms of each of `runs` runs of every contender, taking turns, after two that do not count. */
export async function race(
  contenders: Readonly<Record<string, () => unknown>>,
  runs: number,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let run = -WARM_UP; run < runs; run++) {
    for (const [name, look] of Object.entries(contenders)) {
      const began = performance.now();
      await look();
      if (run >= 0) {
        times[name] ??= [];
        times[name].push(performance.now() - began);
      }
    }
  }
  return times;
}
