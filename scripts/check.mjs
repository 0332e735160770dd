/**
 * `npm run check`: sets up and runs every test. `npm test` (`--no-install`) only runs them. `npm run check:quick` (`--quick`) runs lint,
 * types, unit tests and a smoke test of the page. Ends with one line that sums up all runners. A runner that crashes, or that ran no test,
 * counts as a failure.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, has, ROOT, run, runMeanwhile } from './run.mjs';
import { hasTraining, OTHER_BROWSERS, PYTHON, PYTHON_PACKAGES, setup } from './setup.mjs';

const RESULTS = join(ROOT, 'test-results');
const quick = process.argv.includes('--quick');
const install = !quick && !process.argv.includes('--no-install');
let passed = 0;
let failed = 0;
let skipped = 0;

/** @param {string} name @param {boolean} ok */
function count(name, ok) {
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`);
  if (ok) passed += 1;
  else failed += 1;
  return ok;
}

/**
 * Adds what a runner's report says. @param {string} name @param {boolean} ended whether it ended well
 * @param {() => {passed: number, failed: number}} read
 */
function add(name, ended, read) {
  let tests = { passed: 0, failed: 0 };
  try {
    tests = read();
  } catch {
    console.error(`${name} left no report: it crashed.`);
  }
  const crashed = tests.passed + tests.failed === 0 || (!ended && tests.failed === 0);
  passed += tests.passed;
  failed += tests.failed + (crashed ? 1 : 0);
  console.log(
    `${name}: ${tests.passed} passed, ${tests.failed} failed${crashed ? ', and the run itself failed' : ''}`,
  );
}

/** @param {string} file */
const json = (file) => JSON.parse(readFileSync(join(RESULTS, file), 'utf8'));

function unitTests() {
  const ended = run('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=test-results/unit.json',
  ]);
  add('unit tests', ended, () => {
    const { numPassedTests, numFailedTests } = json('unit.json');
    return { passed: numPassedTests, failed: numFailedTests };
  });
}

/** @param {string} name @param {string} report @param {readonly string[]} args */
function playwright(name, report, args) {
  rmSync(join(RESULTS, report), { force: true });
  const ended = run('npx', ['playwright', 'test', '--output', join(RESULTS, name), ...args]);
  add(name, ended, () => {
    const { expected, unexpected, flaky } = json(report).stats;
    return { passed: expected, failed: unexpected + flaky };
  });
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
  add('training tests', ended, () => {
    const xml = readFileSync(join(RESULTS, 'training.xml'), 'utf8');
    const number = (/** @type {string} */ name) =>
      Number(xml.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0);
    const bad = number('failures') + number('errors');
    return { passed: number('tests') - bad - number('skipped'), failed: bad };
  });
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
  console.error(/** @type {Error} */ (error).message);
  failed += 1;
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped (see above)` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
