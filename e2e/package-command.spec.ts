/**
 * The command for files as others have it: the packed package in an empty folder, without the repository and without a network. What it
 * says without Playwright, and that it covers as `npm run anonymize` does.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sidecar } from '../cli/anonymize/sidecar.ts';
import { editsFileOf } from '../src/engine/edits/edits-file.ts';
import { facesOf, type Scene } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import { alikeShare, bareFaces } from './support/bare.ts';
import { anonymize, type Ended } from './support/commands.ts';
import { decoded } from './support/decoded.ts';
import { buildLibrary } from './support/library.ts';
import { expect, test } from './support/test.ts';
import { lookInto, makeVideo } from './support/videos.ts';

const BUILT = 'dist-test/guise-command';
const REPOSITORY = process.cwd();
const PACKAGE = './guise.tgz';

/** Nothing of the repository is above it. */
let folder = '';

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(command, [...args], {
    cwd: folder,
    // A cache of its own: what this machine's npm knows is no part of the test.
    env: { ...process.env, NODE_PATH: '', npm_config_cache: join(folder, 'cache'), ...env },
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      words += text;
    });
  }
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done({ code, words }));
  });
}

const npx = (args: readonly string[]) => run('npx', ['--yes', '--offline', PACKAGE, ...args]);
const guise = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
  run(join(folder, 'node_modules/.bin/guise'), args, env);

/** As npm installs it from the registry, which is out of reach here. */
const PLAYWRIGHT = join(REPOSITORY, 'node_modules/playwright-core');

/** What the folder has already is left as it is. */
async function install(...names: ('playwright-core' | 'guise')[]): Promise<void> {
  const missing = names.filter((name) => !existsSync(join(folder, 'node_modules', name)));
  const places = missing.map((name) => (name === 'guise' ? PACKAGE : PLAYWRIGHT));
  if (places.length > 0) {
    const ended = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...places]);
    expect(ended).toMatchObject({ code: 0 });
  }
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const sidecarOf = (output: string) => JSON.parse(readFileSync(`${output}.json`, 'utf8')) as Sidecar;

const PORTRAIT: Scene = {
  width: 240,
  height: 240,
  background: 6,
  people: [{ face: 6, x: 120, y: 115, height: 90 }],
};

test.beforeAll(async () => {
  test.setTimeout(180_000);
  buildLibrary(BUILT);
  folder = mkdtempSync(join(tmpdir(), 'guise-command-'));
  const packed = await run('npm', [
    'pack',
    join(REPOSITORY, BUILT),
    '--silent',
    '--pack-destination',
    folder,
  ]);
  expect(packed).toMatchObject({ code: 0 });
  const { name, version } = JSON.parse(readFileSync(join(BUILT, 'package.json'), 'utf8'));
  await run('mv', [`${name}-${version}.tgz`, PACKAGE]);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('npx without Playwright: what to install is said, and nothing is written', async () => {
  writeFileSync(join(folder, 'a.jpg'), 'a picture');
  const { code, words } = await npx(['anonymize', 'a.jpg', '-o', 'b.jpg']);
  expect(words).toContain('playwright-core is missing');
  expect(words).toContain('npm install playwright-core');
  expect(code).toBe(2);
  expect(existsSync(join(folder, 'b.jpg'))).toBe(false);
});

test('with it, npx covers a picture to the byte as the repository does, with corrections', async ({
  page,
}) => {
  await install('playwright-core');
  await page.goto('/e2e/harness/render.html');
  const picture = join(folder, 'picture.jpg');
  await writePictures(page, new Map([[picture, PORTRAIT]]));
  const corner = { at: 0, x: 30, y: 30, width: 40, height: 40, angle: 0 };
  const edits = [{ kind: 'cover', id: 1, from: null, to: null, keys: [corner] }] as const;
  const corrections = editsFileOf({ edits, trim: null }, { name: 'picture.jpg', width: 240, height: 240 });
  writeFileSync(join(folder, 'edits.json'), JSON.stringify(corrections));
  const options = ['--mode', 'learned', '--leaks', '0', '--edits', join(folder, 'edits.json')];
  const [packed, own] = [join(folder, 'packed.jpg'), join(folder, 'own.jpg')];
  const runs = await Promise.all([
    npx(['anonymize', 'picture.jpg', '-o', 'packed.jpg', ...options]),
    anonymize([picture, '-o', own, ...options]),
  ]);
  for (const ended of runs) {
    expect(ended).toMatchObject({ code: 0, words: expect.stringContaining('1 written') });
  }

  const [face] = facesOf(PORTRAIT);
  const [shown, raw] = [await decoded(page, packed), await decoded(page, picture)];
  expect(face && alikeShare(shown, raw, face)).toBeLessThan(0.3);
  expect(hashOf(packed)).toBe(hashOf(own));
  const [ours, theirs] = [sidecarOf(own), sidecarOf(packed)];
  expect(theirs).toMatchObject({
    recipe: ours.recipe,
    // The very same engine: the page in the package is the one that the repository builds.
    versions: ours.versions,
    summary: { modes: ['learned'], chosen: { byHand: 1 } },
  });
});

test('installed, it covers a part of a video with strangers, and its exit code says what was covered whole', async ({
  page,
}) => {
  await install('playwright-core', 'guise');
  const video = await makeVideo(page, {
    name: 'packed',
    container: 'mp4',
    width: 240,
    height: 240,
    durations: new Array<number>(6).fill(0.1),
    scenario: 'one',
  });
  await page.goto('/e2e/harness/render.html');
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in/video.mp4'), readFileSync(video.path));
  const nobody = { ...PORTRAIT, people: [] };
  await writePictures(page, new Map([[join(folder, 'in/nobody.png'), nobody]]));
  const options = ['--mode', 'persona', '--from', '0.2', '--to', '0.5', '--fast'];
  const { code, words } = await guise(['anonymize', 'in', '-o', 'out', ...options]);
  expect(words).toMatch(/COVERED WHOLE in.nobody\.png: 1 of 1 frames \(no-face 1\)/);
  expect(words).toContain('2 written, 0 done before, 0 failed');
  expect(code).toBe(3);
  const output = join(folder, 'out/video.mp4');
  const look = await lookInto(page, output);
  expect(look.times).toHaveLength(3);
  const truth = (await lookInto(page, video.path)).pictures.slice(2, 5);
  expect(bareFaces(look.pictures, truth, video.faces.slice(2, 5))).toEqual([]);
  expect(sidecarOf(output).summary).toMatchObject({ modes: ['persona'], coveredWhole: 0 });
  expect(sidecarOf(output).summary.leaks.readings).toBeGreaterThan(0);
});

test('a browser that is not where it should be is said, and so is what else is not understood', async () => {
  await install('playwright-core', 'guise');
  writeFileSync(join(folder, 'a.jpg'), 'a picture');
  const command = ['anonymize', 'a.jpg', '-o', 'x.jpg'];
  const nowhere = await guise(command, { GUISE_CHROMIUM: '/nowhere' });
  expect(nowhere).toMatchObject({ code: 2, words: expect.stringContaining('no browser at "/nowhere"') });
  // What only says what would be done needs none.
  const plan = await guise([...command, '--dry-run'], { GUISE_CHROMIUM: '/nowhere' });
  expect(plan).toMatchObject({ code: 0, words: expect.stringContaining('to do: a.jpg → x.jpg') });
  expect(await guise([])).toMatchObject({ code: 2, words: expect.stringContaining('guise anonymize INPUT') });
  const help = await guise(['anonymize', '--help']);
  expect(help).toMatchObject({ code: 0, words: expect.stringMatching(/^guise anonymize INPUT/) });
});
