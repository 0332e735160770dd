/**
 * The library as others install it: packed, installed into an empty Vite project without a network, with the pages of `examples/` in
 * it; what the package holds, what a page loads of it, and what arrives at the far end of each example.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type PreviewServer, preview } from 'vite';
import { type Clip, makeClip, ONE_PERSON } from './support/clips.ts';
import { judgeArrivals } from './support/far-end.ts';
import { buildLibrary } from './support/library.ts';
import { expect, test } from './support/test.ts';

const MB = 1e6;

let folder = '';
let server: PreviewServer;
let origin = '';
/** Paths that were asked for, each once. */
const asked = new Set<string>();
let packed: { filename: string; files: { path: string; size: number }[] };

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}: ${stdout}${stderr}`).toBe(0);
  return stdout;
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  buildLibrary();
  folder = mkdtempSync(join(tmpdir(), 'guise-package-'));
  [packed] = JSON.parse(
    run('npm', ['pack', './dist-test/guise', '--pack-destination', folder, '--json'], '.'),
  );
  const project = { name: 'empty', private: true, type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`], folder);
  // Those would come from the registry.
  for (const name of ['vite', 'livekit-client']) {
    symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name));
  }
  cpSync('examples', folder, { recursive: true, filter: (path) => !/package\.json|node_modules/.test(path) });
  const installed = join(folder, 'node_modules/guise');
  cpSync(join(installed, 'assets'), join(folder, 'public/guise/assets'), { recursive: true });
  cpSync(join(installed, 'guise.js'), join(folder, 'public/lib/guise.js'));
  run(join(process.cwd(), 'node_modules/.bin/vite'), ['build', '--logLevel', 'error'], folder);
  server = await preview({
    root: folder,
    configFile: false,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 4090 + (process.pid % 900) },
    plugins: [
      {
        name: 'asked',
        configurePreviewServer({ middlewares }) {
          middlewares.use(({ url }, _response, next) => {
            asked.add(new URL(url ?? '/', 'http://localhost').pathname);
            next();
          });
        },
      },
    ],
  });
  origin = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
});

test.afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('holds its types, words, licences and assets, and nothing that only the page needs', () => {
  const names = packed.files.map(({ path }) => path);
  expect(names).toEqual(
    expect.arrayContaining(['guise.js', 'guise.d.ts', 'README.md', 'LICENSE', 'NOTICE', 'licences.txt']),
  );
  expect(names.filter((name) => /action|privacy|adapt|recognition|vision_wasm/.test(name))).toEqual([]);
  // Models of all modes lie in it, 5 MB; what a mode loads of them is what the next tests weigh. The command (`cli`) is never served.
  const [command, library] = [true, false].map((wanted) =>
    packed.files
      .filter(({ path }) => path.startsWith('cli/') === wanted)
      .reduce((sum, { size }) => sum + size, 0),
  );
  expect(library).toBeLessThan(9.5 * MB);
  expect(command).toBeGreaterThan(MB);
  expect(command).toBeLessThan(3 * MB);
  const installed = join(folder, 'node_modules/guise');
  const { exports, sideEffects, dependencies } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  );
  expect(existsSync(join(folder, 'node_modules/playwright-core'))).toBe(false);
  expect(sideEffects).toBe(false);
  expect(dependencies).toBeUndefined();
  for (const path of Object.values(exports['.']) as string[]) {
    expect(statSync(join(installed, path)).isFile()).toBe(true);
  }
  // In bold, where those read it who have the package alone.
  for (const name of ['README.md', 'guise.d.ts']) {
    const words = readFileSync(join(installed, name), 'utf8').replace(/\s+(\* )?/g, ' ');
    expect(words, name).toMatch(/\*\*LiveKit publishes the raw camera [^*]*`stopProcessor\(\)`\.\*\*/);
  }
});

test('is installed beside whatever version of Playwright a project has pinned', () => {
  const project = mkdtempSync(join(folder, 'pinned-'));
  const old = join(project, 'old');
  mkdirSync(old);
  writeFileSync(join(old, 'package.json'), JSON.stringify({ name: 'playwright-core', version: '1.0.0' }));
  const manifest = { private: true, devDependencies: { 'playwright-core': 'file:./old' } };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename)], project);
  expect(existsSync(join(project, 'node_modules/guise/guise.js'))).toBe(true);
});

test('its types hold for bundlers and for Node, and a wrong mode does not compile', () => {
  const tsc = join(process.cwd(), 'node_modules/.bin/tsc');
  const types = ['--noEmit', '--strict', '--lib', 'ES2023,DOM', 'node_modules/guise/guise.d.ts'];
  run(tsc, ['--ignoreConfig', '--types', '', ...types], folder);
  run(tsc, ['-p', '.'], folder);
  run(tsc, ['-p', '.', '--module', 'NodeNext', '--moduleResolution', 'NodeNext'], folder);
  const wrong = join(folder, 'src/wrong.ts');
  writeFileSync(wrong, "import { guiseProcessor } from 'guise';\nguiseProcessor({ mode: 'none' });\n");
  const { status, stdout } = spawnSync(tsc, ['-p', '.'], { cwd: folder, encoding: 'utf8' });
  rmSync(wrong);
  expect(status).not.toBe(0);
  expect(stdout).toContain("'none'");
});

/** Bytes of what was asked for, uncompressed; without what finds bodies and heads, which comes when a face is lost, or none is found. */
function weightOfAsked(): number {
  const needed = [...asked].filter((path) => !/objects-nanodet|pose-movenet/.test(path));
  return needed.reduce((sum, path) => sum + statSync(join(folder, 'dist', path)).size, 0);
}

/** So many pictures as the far end shows them, judged. */
async function arrivals(tab: Page, clip: Clip, count: number) {
  const pictures = await tab.evaluate(async (wanted) => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const context = new OffscreenCanvas(640, 480).getContext('2d', { willReadFrequently: true });
    const taken: string[] = [];
    while (context && taken.length < wanted) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      if (video.videoWidth === 640) {
        context.drawImage(video, 0, 0);
        taken.push(new Uint8Array(context.getImageData(0, 0, 640, 480).data.buffer).toBase64());
      }
    }
    return taken;
  }, count);
  const decoded = pictures.map((data) => ({
    width: 640,
    height: 480,
    data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
  }));
  return judgeArrivals(decoded, clip);
}

async function open(
  name: string,
  page: Page,
  openWithCamera: (path: string) => Promise<Page>,
): Promise<[Page, Clip]> {
  const clip = await makeClip(page, ONE_PERSON);
  const tab = await openWithCamera(clip.path);
  asked.clear();
  await tab.goto(`${origin}/${name}.html`);
  await tab.getByRole('button', { name: 'Start the camera' }).click();
  return [tab, clip];
}

test.beforeEach(({ watch }) => {
  test.setTimeout(180_000);
  watch.expect(new RegExp(`^request to another origin: ${origin}/`));
});

test('plain WebRTC: covered at the far end, and only what the mode needs is loaded', async ({
  page,
  openWithCamera,
}) => {
  const [tab, clip] = await open('webrtc', page, openWithCamera);
  const { bare, judged, untouched } = await arrivals(tab, clip, 20);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThan(5);
  expect(untouched).toBeGreaterThan(judged / 2);
  const mask = weightOfAsked();
  // Its weights: a chunk of code may be named after any module in it.
  expect([...asked].filter((path) => /modifier-.*\.(bin|json)$/.test(path))).toEqual([]);
  await tab.getByLabel('Faces').selectOption('learned');
  await expect.poll(() => [...asked].some((path) => /modifier-.*\.bin/.test(path))).toBe(true);
  expect((await arrivals(tab, clip, 20)).bare).toEqual([]);
  const learned = weightOfAsked();
  console.log(
    `loaded, uncompressed: mask ${(mask / MB).toFixed(2)} MB, learned ${(learned / MB).toFixed(2)} MB`,
  );
  expect(mask).toBeGreaterThan(MB);
  expect(mask).toBeLessThanOrEqual(2 * MB);
  expect(learned).toBeGreaterThan(mask);
  expect(learned).toBeLessThanOrEqual(4 * MB);
});

test('LiveKit: the track that is made with the processor is covered', async ({ page, openWithCamera }) => {
  const [tab, clip] = await open('livekit', page, openWithCamera);
  const { bare, judged } = await arrivals(tab, clip, 20);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThan(5);
});

test("Jitsi's effect: covered from the first picture on, and after a mute", async ({
  page,
  openWithCamera,
}) => {
  const [tab, clip] = await open('jitsi', page, openWithCamera);
  const before = await arrivals(tab, clip, 20);
  await tab.evaluate(async () => {
    const { track } = globalThis as unknown as { track: { mute(): Promise<void>; unmute(): Promise<void> } };
    await track.mute();
    await track.unmute();
  });
  const after = await arrivals(tab, clip, 20);
  expect([...before.bare, ...after.bare]).toEqual([]);
  expect(before.judged).toBeGreaterThan(5);
  expect(after.judged).toBeGreaterThan(5);
});

test('assets of another origin are refused in words', async ({ page, openWithCamera }) => {
  const [tab] = await open('webrtc', page, openWithCamera);
  const said = await tab.evaluate(async () => {
    const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
    const { anonymizeTrack } = await import('/lib/guise.js' as string);
    return anonymizeTrack(track, { assetsPath: 'https://cdn.example/guise/' }).catch(
      (error: Error) => `${error.name}: ${error.message}`,
    );
  });
  expect(said).toContain("TypeError: assetsPath has to be on the page's own origin");
});
