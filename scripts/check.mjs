/**
 * `npm run check`: installs what is missing and runs every test; `npm test` (`--no-install`) only runs them. Ends with
 * one line that sums up all runners. A runner that crashes, or that ran no test, counts as a failure.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, has, installDebian, ROOT, run } from './run.mjs';

const RESULTS = join(ROOT, 'test-results');
const PYTHON = '/usr/bin/python3';
const PYTHON_PACKAGES = ['torch', 'torchvision', 'numpy', 'scipy', 'PIL', 'pytest', 'matplotlib'];
const install = !process.argv.includes('--no-install');
let passed = 0;
let failed = 0;

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

function ensureSystem() {
  if (!['chromium', 'chromium-browser'].some((name) => has(name))) {
    if (!installDebian(['chromium', 'fonts-liberation'])) {
      run('npx', ['playwright', 'install', 'chromium']);
    }
  }
  if (!hasTraining()) {
    installDebian([
      'python3',
      'python3-torch',
      'python3-torchvision',
      'python3-numpy',
      'python3-scipy',
      'python3-pil',
      'python3-pytest',
      'python3-matplotlib',
    ]);
  }
}

function hasTraining() {
  return (
    existsSync(PYTHON) && run(PYTHON, ['-c', PYTHON_PACKAGES.map((name) => `import ${name}`).join('; ')])
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
  add('unit tests', ended, () => {
    const { numPassedTests, numFailedTests } = json('unit.json');
    return { passed: numPassedTests, failed: numFailedTests };
  });
}

function browserTests() {
  const ended = run('npx', ['playwright', 'test']);
  add('browser tests', ended, () => {
    const { expected, unexpected, flaky } = json('e2e.json').stats;
    return { passed: expected, failed: unexpected + flaky };
  });
}

function trainingTests() {
  if (!existsSync(join(ROOT, 'training'))) {
    return;
  }
  if (!hasTraining()) {
    console.error(
      `The training tests need ${PYTHON} with ${PYTHON_PACKAGES.join(', ')}: install Debian's python3-torch and so on.`,
    );
    count('training tests', false);
    return;
  }
  const ended = run(PYTHON, ['-m', 'pytest', 'training', '-q', '--junitxml=test-results/training.xml']);
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
  ensurePackages();
  mkdirSync(RESULTS, { recursive: true });
  if (install) {
    ensureSystem();
  }
  count('lint and format', run('npx', ['biome', 'ci', '.']));
  if (count('face models', run('node', ['scripts/face-models.mjs']))) {
    count('types', run('npx', ['tsc', '--noEmit']));
    unitTests();
    count('build', run('npx', ['vite', 'build']));
    count('page weight', run('node', ['scripts/page-weight.mjs', '--limit']));
    if (count('test build', run('npx', ['vite', 'build', '--mode', 'test']))) {
      browserTests();
    }
  }
  trainingTests();
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  failed += 1;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
