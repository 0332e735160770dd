/**
 * `npm run bench NAME…`: runs benchmarks, prints their tables as Markdown and writes benchmarks/out/NAME.json. A benchmark is
 * a module `benchmarks/NAME.mjs` with `about` (one line) and `run(bench)`; docs/benchmarks.md says more.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/run.mjs';
import { Bench } from './support/bench.mjs';

const OPTIONS = ['--quick', '--docs'];
const given = process.argv.slice(2);
const names = given.filter((word) => !word.startsWith('-'));
const own = given.filter((word) => word.startsWith('-') && !OPTIONS.includes(word));
const all = readdirSync(join(ROOT, 'benchmarks'))
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.replace('.mjs', ''));
const unknown = names.filter((name) => !all.includes(name));

if (names.length === 0 || unknown.length > 0) {
  for (const name of unknown) {
    console.error(`There is no benchmark "${name}".`);
  }
  console.error('Which one?  npm run bench NAME… [-- --quick] [-- --docs]\n');
  for (const name of all) {
    console.error(`  ${name.padEnd(12)} ${(await import(`./${name}.mjs`)).about}`);
  }
  process.exit(names.length === 0 ? 0 : 1);
}
for (const name of names) {
  const bench = new Bench(name, { quick: given.includes('--quick'), args: own });
  console.log(`\n## ${name}`);
  await (await import(`./${name}.mjs`)).run(bench);
  bench.finish({ docs: given.includes('--docs') });
}
// Servers and browsers that a benchmark forgot must not keep the process alive.
process.exit();
