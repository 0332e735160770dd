/**
 * `npm run setup`: installs what the tests need, which may change this machine: npm packages, and as root on Debian also Chromium,
 * Firefox, WebKitGTK and Debian's PyTorch. `npm run check` calls it.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensurePackages, has, installDebian, run } from './run.mjs';

export const PYTHON = '/usr/bin/python3';
export const PYTHON_PACKAGES = [
  'torch',
  'torchvision',
  'numpy',
  'scipy',
  'PIL',
  'pytest',
  'matplotlib',
  'cv2',
];

/** Browsers that Playwright cannot drive, with the Debian packages and commands that their tests need. */
export const OTHER_BROWSERS = [
  { project: 'firefox', name: 'Firefox', packages: ['firefox-esr'], commands: ['firefox-esr'] },
  {
    project: 'webkit',
    name: 'WebKit',
    packages: ['webkit2gtk-driver', 'xvfb'],
    commands: ['WebKitWebDriver', 'Xvfb'],
  },
];

/** @returns {boolean} whether the training tests can run */
export function hasTraining() {
  return (
    existsSync(PYTHON) && run(PYTHON, ['-c', PYTHON_PACKAGES.map((name) => `import ${name}`).join('; ')])
  );
}

/** Installs whatever is missing and can be installed. @throws Error when the npm packages cannot be */
export function setup() {
  ensurePackages();
  if (!['chromium', 'chromium-browser'].some((name) => has(name))) {
    if (!installDebian(['chromium', 'fonts-liberation'])) {
      run('npx', ['playwright', 'install', 'chromium']);
    }
  }
  for (const { packages, commands } of OTHER_BROWSERS) {
    if (!commands.every(has)) {
      installDebian(packages);
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
      'python3-opencv',
    ]);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    setup();
    console.log('\nReady: npm run check:quick, npm run check');
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
