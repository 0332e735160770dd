/**
 * Whether a long call grows: GUISE_MINUTES=30 npx playwright test --project=extension memory
 * Written to docs/figures/calls-memory.md. Memory does not depend on what else the machine does, so it need not be quiet.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { shareOf } from '../../cli/headless/memory.ts';
import { startCall, watch } from './far-end.ts';
import { expect, test } from './test.ts';

const MINUTES = Number(process.env.GUISE_MINUTES ?? 0);
/** Of 30 minutes: the first ones, in which caches fill and code is compiled, are told but not compared. */
const WARM = MINUTES / 6;

test.skip(MINUTES === 0, 'No test: it prints figures.');

/** MB of all processes that this one started: the browsers. */
function browsersMemory(): number {
  const parents = new Map<number, number>();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended.
    }
  }
  const isOurs = (pid: number): boolean =>
    pid > 1 && (parents.get(pid) === process.pid || isOurs(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isOurs).reduce((sum, pid) => sum + (shareOf(pid) ?? 0), 0) / 1e6;
}

test('memory over a long call', async ({ extension }) => {
  test.setTimeout((MINUTES + 5) * 60_000);
  await extension.protect('default');
  const page = await extension.open('plain');
  await startCall(page);
  const readings: { minute: number; size: number }[] = [];
  const began = Date.now();
  for (let minute = 0; minute <= MINUTES; minute++) {
    await page.waitForTimeout(Math.max(0, began + minute * 60_000 - Date.now()));
    expect((await watch(page, extension.clip, 3)).bare).toEqual([]);
    readings.push({ minute, size: browsersMemory() });
    console.log(`minute ${minute}: ${readings.at(-1)?.size.toFixed(0)} MB`);
  }
  const warm = readings.filter(({ minute }) => minute >= WARM);
  const half = Math.floor(warm.length / 2);
  const mean = (part: typeof warm) => part.reduce((sum, { size }) => sum + size, 0) / part.length;
  const [first, second] = [mean(warm.slice(0, half)), mean(warm.slice(half))];
  const rows = readings
    .filter(({ minute }) => minute % Math.max(1, Math.round(MINUTES / 10)) === 0)
    .map(({ minute, size }) => `| ${minute} | ${size.toFixed(0)} |`);
  writeFileSync(
    'docs/figures/calls-memory.md',
    `# Memory over a call of ${MINUTES} minutes

Written by \`GUISE_MINUTES=${MINUTES} npx playwright test --project=extension memory\`: a site sends the extension's camera (default, 640×480) to a
far end in the same page. MB of all processes of the browser, what is shared counted in parts.

| minute | MB |
| ---: | ---: |
${rows.join('\n')}

Mean of the first half after minute ${WARM}: ${first.toFixed(0)} MB; of the second: ${second.toFixed(0)} MB (${(second / first).toFixed(3)} times).
`,
  );
});
