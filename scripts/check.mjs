/**
 * `npm run check`: sets up and runs every test. `npm test` (`--no-install`) only runs them. `npm run check:quick` (`--quick`) runs lint,
 * types, unit tests and a smoke test of the page. Ends with what failed, once more, and one line that sums up all runners. A runner that
 * crashes, or that ran no test, counts as a failure.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { junitReport, playwrightReport, vitestReport } from './reports.mjs';
import { ensurePackages, has, ROOT, run, runMeanwhile } from './run.mjs';
import { hasTraining, OTHER_BROWSERS, PYTHON, PYTHON_PACKAGES, setup } from './setup.mjs';

const RESULTS = join(ROOT, 'test-results');
const quick = process.argv.includes('--quick');
const install = !quick && !process.argv.includes('--no-install');
let passed = 0;
let skipped = 0;
/** @type {{name: string, why: string}[]} Shown at the end: what CI keeps of a long run is its end. */
const failures = [];

/** @param {string} name @param {boolean} ok */
function count(name, ok) {
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`);
  if (ok) passed += 1;
  else failures.push({ name, why: '' });
  return ok;
}

/**
 * Adds what a runner's report says. @param {string} name @param {boolean} ended whether it ended well
 * @param {string} file in the folder of results @param {(text: string) => import('./reports.mjs').Report} read
 */
function add(name, ended, file, read) {
  /** @type {import('./reports.mjs').Report} */
  let tests = { passed: 0, failures: [] };
  try {
    tests = read(readFileSync(join(RESULTS, file), 'utf8'));
  } catch {
    console.error(`${name} left no report: it crashed.`);
  }
  const bad = tests.failures.length;
  const crashed = tests.passed + bad === 0 || (!ended && bad === 0);
  passed += tests.passed;
  failures.push(...tests.failures);
  if (crashed) {
    failures.push({ name, why: 'The run itself failed.' });
  }
  console.log(
    `${name}: ${tests.passed} passed, ${bad} failed${crashed ? ', and the run itself failed' : ''}`,
  );
}

function unitTests() {
  const ended = run('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=test-results/unit.json',
  ]);
  add('unit tests', ended, 'unit.json', vitestReport);
}

/** @param {string} name @param {string} report @param {readonly string[]} args */
function playwright(name, report, args) {
  rmSync(join(RESULTS, report), { force: true });
  const ended = run('npx', ['playwright', 'test', '--output', join(RESULTS, name), ...args]);
  add(name, ended, report, playwrightReport);
}

/** Firefox and WebKit. Skipped, in so many words, only where the browser cannot be installed. */
function otherBrowserTests() {
  const projects = [];
  for (const { project, name, packages, commands } of OTHER_BROWSERS) {
    if (commands.every(has)) {
      projects.push('--project', project);
    } else {
      const remedy = `sudo apt-get install ${packages.join(' ')}`;
      console.error(
        `${name} tests: skipped, for there is no ${commands.join(' and ')}. On Debian: ${remedy}`,
      );
      skipped += 1;
    }
  }
  if (projects.length > 0) {
    const config = 'e2e/other-browsers/playwright.config.ts';
    playwright('tests in Firefox and WebKit', 'other-browsers.json', ['--config', config, ...projects]);
  }
}

async function trainingTests() {
  if (!hasTraining()) {
    console.error(
      `The training tests need ${PYTHON} with ${PYTHON_PACKAGES.join(', ')}: install Debian's python3-torch and so on.`,
    );
    count('training tests', false);
    return;
  }
  const ended = await runMeanwhile(PYTHON, [
    '-m',
    'pytest',
    'training',
    '-q',
    '--junitxml=test-results/training.xml',
  ]);
  add('training tests', ended, 'training.xml', junitReport);
}

try {
  rmSync(RESULTS, { recursive: true, force: true });
  if (install) {
    setup();
  } else {
    ensurePackages();
  }
  mkdirSync(RESULTS, { recursive: true });
  // While Chromium uses no camera: its tests depend on time and get the processors to themselves.
  const training = quick ? null : trainingTests();
  count('lint and format', run('npx', ['biome', 'ci', '.']));
  const models = count('face models', run('node', ['build/face-models.mjs']));
  if (models) {
    count('types', run('npx', ['tsc', '--noEmit']));
    unitTests();
    if (!quick) {
      count('build', run('npx', ['vite', 'build']));
      count('page weight', run('node', ['build/page-weight.mjs', '--limit']));
    }
  }
  const built = models && count('test build', run('npx', ['vite', 'build', '--mode', 'test']));
  // These do not depend on how fast things go, unlike Chromium's.
  if (built && !quick) {
    otherBrowserTests();
  }
  await training;
  if (built) {
    if (quick) {
      playwright('smoke test', 'e2e.json', ['--project=cpu', '--grep', '@smoke']);
    } else {
      playwright('browser tests', 'e2e.json', ['--project=cpu', '--project=extension', '--workers=2']);
      // WebGPU in software keeps all processors busy by itself.
      playwright('paced browser tests', 'e2e.json', ['--project=webgpu', '--project=paced']);
    }
  }
} catch (error) {
  failures.push({ name: 'the check itself', why: /** @type {Error} */ (error).message });
}
for (const { name, why } of failures) {
  console.log(`\nFAILED: ${name}${why.replace(/^|\n/g, '\n  ')}`);
}
const note = skipped > 0 ? `, ${skipped} skipped (see above)` : '';
console.log(`\n${passed} passed, ${failures.length} failed${note}`);
process.exitCode = failures.length > 0 ? 1 : 0;
