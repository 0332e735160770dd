/** Running other programs, and installing what is missing; uses nothing but Node, so that it works before any install. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs a program in the project's folder with its output shown.
 * @param {string} command @param {readonly string[]} args @param {Record<string, string>} [env]
 * @returns {boolean} whether it ended well
 */
export function run(command, args, env = {}) {
  console.log(`\n> ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, [...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (error) {
    console.error(`${command} could not be run: ${error.message}`);
  }
  return status === 0;
}

/**
 * The same at the lowest priority while other things go on; what it prints is shown when it has ended.
 * @param {string} command @param {readonly string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
export function runMeanwhile(command, args) {
  return new Promise((resolve) => {
    const child = spawn('nice', ['-n', '19', command, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => {
        output += piece;
      });
    }
    /** @param {boolean} ok */
    const ended = (ok) => {
      console.log(`\n> ${command} ${args.join(' ')}\n${output}`);
      resolve(ok);
    };
    child.on('error', (error) => {
      output += error.message;
      ended(false);
    });
    child.on('close', (status) => ended(status === 0));
  });
}

/** Installs the npm packages unless those of this very lock file are there. */
export function ensurePackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamp = join(ROOT, 'node_modules/.guise-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  if (!run('npm', ['ci', '--no-audit', '--no-fund'])) {
    throw new Error('The npm packages could not be installed (see above). Is there a network?');
  }
  writeFileSync(stamp, wanted);
}

/** @param {string} command */
export function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}

/**
 * Installs Debian's packages; only root on Debian (or a relative) can.
 * @param {readonly string[]} packages @returns {boolean}
 */
export function installDebian(packages) {
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    return false;
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  return (
    run('apt-get', ['update', '-qq'], env) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], env)
  );
}
