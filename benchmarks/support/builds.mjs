/** The page as it is built here, and where it is asked for an older one, to take turns with. */
import { join, resolve } from 'node:path';
import { ROOT } from '../../scripts/run.mjs';
import { median } from './bench.mjs';
import { serveFolder, servePage } from './browser.mjs';

/** @typedef {{name: 'old' | 'new', folder: string, origin: string, close(): Promise<void>}} Build */

/**
 * Builds the page, and serves that of `--old=FOLDER` beside it: a work tree with its packages, models and `dist`.
 * @template T @param {import('./bench.mjs').Bench} bench @param {(builds: readonly Build[]) => Promise<T>} part @returns {Promise<T>}
 */
export async function withBuilds(bench, part) {
  const old = bench.args.find((word) => word.startsWith('--old='))?.slice('--old='.length);
  /** @type {Build[]} */
  const builds = [{ name: 'new', folder: ROOT, ...(await servePage()) }];
  try {
    if (old) {
      const folder = resolve(old);
      builds.unshift({ name: 'old', folder, ...(await serveFolder(join(folder, 'dist'))) });
    }
    return await part(builds);
  } finally {
    await Promise.all(builds.map((build) => build.close()));
  }
}

/** @param {readonly Build[]} builds */
export const columnsOf = (builds) => (builds.length > 1 ? ['old', 'new', 'new ÷ old'] : ['new']);

/** @param {Map<string, number[]>} times @param {readonly Build[]} builds */
export function compared(times, builds) {
  const of = (/** @type {string} */ name) => median(times.get(name) ?? []) ?? Number.NaN;
  return builds.length > 1 ? [of('old'), of('new'), of('new') / of('old')] : [of('new')];
}

/**
 * @param {readonly Build[]} builds @param {number} rounds @param {(build: Build) => Promise<import('./cost.mjs').Cost>} measure
 * @returns {Promise<{seconds: Map<string, number[]>, cpu: Map<string, number[]>}>}
 */
export async function inTurns(builds, rounds, measure) {
  const empty = () =>
    new Map(builds.map(({ name }) => [/** @type {string} */ (name), /** @type {number[]} */ ([])]));
  const costs = { seconds: empty(), cpu: empty() };
  for (let round = 0; round < rounds; round++) {
    for (const build of builds) {
      const { seconds, cpu } = await measure(build);
      costs.seconds.get(build.name)?.push(seconds);
      costs.cpu.get(build.name)?.push(cpu);
      console.error(`  ${build.name}: ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of processors`);
    }
  }
  return costs;
}
