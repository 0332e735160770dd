/**
 * `npm run bench NAME…`: runs benchmarks, prints their tables as Markdown and writes benchmarks/out/NAME.json. A benchmark is
 * a module `benchmarks/NAME.mjs` with `about` (one line) and `run(bench)`; docs/benchmarks.md says more. `npm run bench all`
 * runs each in a process of its own, one after the other, and goes on when one fails.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/run.mjs';
import { Bench } from './support/bench.mjs';

const OPTIONS = ['--quick', '--docs'];
/** The most that one of `all` may take, minutes; the longest takes a quarter of an hour. */
const PATIENCE = 25;

const given = process.argv.slice(2);
const names = given.filter((word) => !word.startsWith('-'));
const own = given.filter((word) => word.startsWith('-') && !OPTIONS.includes(word));
const known = readdirSync(join(ROOT, 'benchmarks'))
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.replace('.mjs', ''));
const unknown = names.filter((name) => name !== 'all' && !known.includes(name));

if (names.length === 0 || unknown.length > 0) {
  for (const name of unknown) {
    console.error(`There is no benchmark "${name}".`);
  }
  console.error('Which one?  npm run bench NAME… [-- --quick] [-- --docs]\n');
  for (const name of known) {
    console.error(`  ${name.padEnd(12)} ${(await import(`./${name}.mjs`)).about}`);
  }
  console.error(`  ${'all'.padEnd(12)} each of them, one after the other`);
  process.exit(unknown.length > 0 ? 1 : 0);
}
const failed = names.includes('all')
  ? known.filter((name) => !inOwnProcess(name))
  : await inThisProcess(names);
for (const name of failed) {
  console.error(`"${name}" could not be measured, or not whole (see above).`);
}
// Servers and browsers that a benchmark forgot must not keep the process alive.
process.exit(failed.length > 0 ? 1 : 0);

/** @param {string} name @returns {boolean} whether all of it was measured */
function inOwnProcess(name) {
  const began = Date.now();
  const options = given.filter((word) => word.startsWith('-'));
  const { status, error } = spawnSync(process.execPath, [import.meta.filename, name, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: PATIENCE * 60_000,
  });
  if (error) {
    console.error(`"${name}" was stopped: ${error.message}`);
  }
  console.error(`"${name}" took ${((Date.now() - began) / 60_000).toFixed(1)} minutes.`);
  return status === 0;
}

/** @param {readonly string[]} wanted @returns {Promise<string[]>} those that failed, or a part of them */
async function inThisProcess(wanted) {
  const incomplete = [];
  for (const name of wanted) {
    const bench = new Bench(name, { quick: given.includes('--quick'), args: own });
    console.log(`\n## ${name}`);
    const { run } = await import(`./${name}.mjs`);
    try {
      await run(bench);
    } catch (error) {
      bench.fail('all that would come after this', error);
    }
    bench.finish({ docs: given.includes('--docs') });
    if (bench.failures.length > 0) {
      incomplete.push(name);
    }
  }
  return incomplete;
}
