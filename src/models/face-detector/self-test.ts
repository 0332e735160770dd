/**
 * A known mark, shown to the network in place of a picture now and then: what it says must be what it said at first, and that what
 * plain TypeScript says. Kernels that a browser runs wrongly, or weights that were overwritten, are found out so.
 */
import type { Weight } from '../weights.ts';
import type { Arithmetic } from './arithmetic.ts';
import { FaceNetworkError } from './candidates.ts';
import type { Network, OutputMap } from './network.ts';
import type { Plan } from './plan.ts';
import { createReferenceNetwork } from './reference.ts';

/** Of the mark, pixels: small, and a multiple of what networks divide it by. */
export const SIDE = 32;
/** Runs from one test to the next. A test costs some hundredths of a run. */
export const EVERY = 250;
/** Of a result, against plain TypeScript's: absolute, and as a share of the map's greatest number. */
const TOLERANCE: Readonly<Record<Arithmetic, number>> = { floats: 1e-3, bytes: 0.03 };

/**
 * The same network, tested at once and then every 250 runs.
 * @throws FaceNetworkError when the first test fails; `run` throws it while a later one fails.
 */
export function selfTesting(
  network: Network,
  plan: Plan,
  weights: ReadonlyMap<string, Weight>,
  arithmetic: Arithmetic = 'floats',
): Network {
  const mark = drawMark();
  const expected = copyOf(network.run(mark, SIDE, SIDE));
  assertNear(expected, createReferenceNetwork(plan, weights, arithmetic).run(mark, SIDE, SIDE), arithmetic);
  let runs = 0;
  let failed = false;
  return {
    run(pixels, width, height) {
      if (runs++ % EVERY === EVERY - 1 || failed) {
        failed = !isSame(network.run(mark, SIDE, SIDE), expected);
        if (failed) {
          throw new FaceNetworkError('The face network no longer sees what it saw: its self-test failed.');
        }
      }
      return network.run(pixels, width, height);
    },
  };
}

/** Waves of several lengths in three colours: no two channels or places are the same. */
export function drawMark(): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    return 127.5 + 80 * Math.sin((x * (c + 2)) / 9 + (y * y) / 200) + 40 * Math.sin((x * y) / 31 - c);
  });
}

function copyOf(maps: readonly OutputMap[]): readonly OutputMap[] {
  return maps.map((map) => ({ ...map, values: map.values.slice() }));
}

function isSame(found: readonly OutputMap[], expected: readonly OutputMap[]): boolean {
  return expected.every(({ values }, i) => values.every((value, k) => Object.is(found[i]?.values[k], value)));
}

/** @throws FaceNetworkError when the maps found are not those expected. */
export function assertNear(
  found: readonly OutputMap[],
  expected: readonly OutputMap[],
  arithmetic: Arithmetic = 'floats',
): void {
  for (const [i, { width, height, channels, values }] of expected.entries()) {
    const map = found[i];
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
    for (let k = 0; k < width * height * channels; k++) {
      const at = Math.floor(k / channels) * (map?.channels ?? 0) + (k % channels);
      if (
        !(Math.abs((map?.values[at] ?? Number.NaN) - (values[k] as number)) <= TOLERANCE[arithmetic] * most)
      ) {
        throw new FaceNetworkError('The face network computes wrongly here: its self-test failed.');
      }
    }
  }
}
