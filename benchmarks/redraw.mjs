/**
 * A photo of four megapixels with six faces, drawn again after a change of its mode or covers. Options: --quick, --old=FOLDER (a work
 * tree of an older commit, with its packages, models and `dist`, to take turns with).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from './support/browser.mjs';
import { columnsOf, compared, withBuilds } from './support/builds.mjs';
import { timeRedraws, writePhoto } from './support/files.mjs';

export const about = 'ms to draw a large photo again after a change';

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const folder = mkdtempSync(join(tmpdir(), 'guise-bench-'));
  try {
    await withBuilds(bench, (builds) => redraws(bench, builds, folder, bench.quick ? 1 : 3));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {import('./support/bench.mjs').Bench} bench @param {readonly import('./support/builds.mjs').Build[]} builds @param {string} folder @param {number} rounds
 */
async function redraws(bench, builds, folder, rounds) {
  const photo = join(folder, 'six.jpg');
  await writePhoto(photo);
  /** @type {Map<string, {all: number[], by: Map<string, number[]>}>} */
  const measured = new Map(builds.map(({ name }) => [name, { all: [], by: new Map() }]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, origin } of builds) {
      const browser = await openBrowser({ origin });
      try {
        for (const { what, ms } of await timeRedraws(browser.page, photo)) {
          const own = measured.get(name);
          own?.all.push(ms);
          own?.by.set(what, [...(own.by.get(what) ?? []), ms]);
        }
      } finally {
        await browser.close();
      }
    }
  }
  const kinds = [...(measured.get('new')?.by.keys() ?? [])];
  const row = (/** @type {string} */ words, /** @type {(name: string) => number[]} */ of) => [
    words,
    ...compared(new Map(builds.map(({ name }) => [name, of(name)])), builds),
  ];
  bench.table(
    'A photo of 2400 × 1700 with six faces drawn again after a change: ms',
    ['change', ...columnsOf(builds)],
    [
      row('all', (name) => measured.get(name)?.all ?? []),
      ...kinds.map((what) => row(what, (name) => measured.get(name)?.by.get(what) ?? [])),
    ],
    'Medians, from the change of the control to the next picture on the page.',
  );
}
