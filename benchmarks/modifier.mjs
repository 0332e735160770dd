/**
 * The face modifier alone: ours, tfjs's operators and onnxruntime-web on the same network and weights, on WebAssembly, and ours
 * against tfjs's kernels on (here software) WebGPU. onnxruntime-web is fetched from npm when it is first needed, into
 * benchmarks/out/peers; it is no dependency. The ONNX model is written from the weights (support/onnx.mjs).
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';
import { ROOT, run as runCommand } from '../scripts/run.mjs';
import { median } from './support/bench.mjs';
import { load, openBrowser } from './support/browser.mjs';
import { writeOnnx } from './support/onnx.mjs';

export const about = 'the face modifier: Guise, tfjs, onnxruntime-web; WebAssembly and WebGPU';

const ORT = 'onnxruntime-web@1.30.0';
const PEERS = join(ROOT, 'benchmarks/out/peers');
const DIST = join(PEERS, 'node_modules/onnxruntime-web/dist');
/** Smaller than the real network: software WebGPU is slow, tfjs's kernels on it are slower. */
const SMALL = { width: 16, blocks: 2, side: 64 };

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const runs = bench.quick ? 10 : 30;
  mkdirSync(PEERS, { recursive: true });
  if (
    !existsSync(DIST) &&
    !runCommand('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', PEERS, ORT])
  ) {
    throw new Error(`${ORT} could not be fetched from npm.`);
  }
  if (!runCommand('npx', ['vite', 'build', '--mode', 'test', '--logLevel', 'error'])) {
    throw new Error('The test page could not be built (see above).');
  }
  const modifier = await realModifier();
  const { countMultiplyAdds } = await load('./src/models/modifier/plan.ts');
  const server = await preview({
    mode: 'test',
    logLevel: 'error',
    build: { outDir: 'dist-test' },
    preview: { port: 4330, strictPort: false },
  });
  const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
  try {
    const one = await onWasm(bench, origin, modifier, 1, runs);
    const eight = await onWasm(bench, origin, modifier, 8, Math.ceil(runs / 3));
    contest(bench, 'On WebAssembly (SIMD, one thread)', [
      ['1 face', one.timed],
      ['8 faces', eight.timed],
    ]);
    const multiplyAdds = countMultiplyAdds(modifier.plan, modifier.side);
    const own = median(one.timed.times.guise ?? []) ?? Number.NaN;
    const roof = median(one.roof) ?? Number.NaN;
    bench.table(
      'Against the machine',
      ['figure', 'value'],
      [
        ['8 faces ÷ 1 face', (median(eight.timed.times.guise ?? []) ?? Number.NaN) / own],
        ['multiply-adds a face, millions', multiplyAdds / 1e6],
        [
          'weights, MB as float32',
          [...modifier.weights.values()].reduce((n, { values }) => n + values.length * 4, 0) / 1e6,
        ],
        ['multiply-adds a ms, millions', multiplyAdds / own / 1e6],
        ['the same of a 512 × 512 matrix product', roof / 1e6],
        ['share of that reached', multiplyAdds / own / roof],
      ],
      'The matrix product is tfjs’s on the same backend, in the same page.',
    );
    const gpu = await onWebGpu(bench, origin, runs);
    contest(
      bench,
      `On WebGPU (width ${SMALL.width}, ${SMALL.blocks} blocks, ${SMALL.side} px)`,
      [['1 face', gpu]],
      'Where the machine has no GPU this is Chromium’s software WebGPU, which says little about a real one.',
    );
  } finally {
    await server.close();
  }
}

/** @param {import('./support/bench.mjs').Bench} bench */
async function onWasm(
  bench,
  /** @type {string} */ origin,
  /** @type {any} */ modifier,
  /** @type {number} */ count,
  /** @type {number} */ runs,
) {
  bench.say(`WebAssembly, ${count} ${count === 1 ? 'face' : 'faces'}`);
  const browser = await openBrowser({ origin });
  try {
    const onnx = Buffer.from(writeOnnx(modifier));
    await browser.page.route('**/peers/**', (route) => {
      const file = new URL(route.request().url()).pathname.split('/').pop() ?? '';
      const body = file === 'modifier.onnx' ? onnx : readFileSync(join(DIST, file));
      const contentType = /\.mjs$/.test(file)
        ? 'text/javascript'
        : /\.wasm$/.test(file)
          ? 'application/wasm'
          : 'application/octet-stream';
      return route.fulfill({ body, contentType });
    });
    await browser.page.goto('/e2e/harness/modifier-bench.html');
    await browser.page.waitForFunction(() => 'modifierBench' in globalThis);
    const timed = await browser.page.evaluate(
      ([count, runs]) => /** @type {any} */ (globalThis).modifierBench.wasm(count, runs, '/peers/'),
      [count, runs],
    );
    const roof = await browser.page.evaluate(
      (runs) => /** @type {any} */ (globalThis).modifierBench.roof(512, runs),
      runs,
    );
    return { timed, roof };
  } finally {
    await browser.close();
  }
}

/** @param {import('./support/bench.mjs').Bench} bench */
async function onWebGpu(bench, /** @type {string} */ origin, /** @type {number} */ runs) {
  bench.say('WebGPU');
  const browser = await openBrowser({ origin, webgpu: true });
  try {
    await browser.page.goto('/e2e/harness/modifier-bench.html');
    await browser.page.waitForFunction(() => 'modifierBench' in globalThis);
    return await browser.page.evaluate(
      ([hyper, runs]) => /** @type {any} */ (globalThis).modifierBench.webgpu(hyper, 1, runs),
      /** @type {const} */ ([SMALL, runs]),
    );
  } finally {
    await browser.close();
  }
}

/**
 * @param {import('./support/bench.mjs').Bench} bench @param {string} title
 * @param {readonly (readonly [string, {times: Record<string, number[]>, difference: number}])[]} cases @param {string} [note]
 */
function contest(bench, title, cases, note = '') {
  const rows = cases.flatMap(([what, { times }]) => {
    const own = median(times.guise ?? []) ?? Number.NaN;
    return Object.entries(times).map(([name, all]) => {
      const ms = median(all) ?? Number.NaN;
      return [what, name, ms, Math.min(...all), ms / own, all.length];
    });
  });
  const worst = Math.max(...cases.map(([, { difference }]) => difference));
  bench.table(
    title,
    ['what', 'by', 'median ms', 'least ms', '÷ Guise', 'runs'],
    rows,
    `Taking turns in one page; the outputs differ by ${worst.toExponential(1)} at most. ${note}`.trim(),
  );
}

/** The weights that the page loads. */
async function realModifier() {
  const { modelsOfKind, readModel } = await load('./src/models/catalogue.ts');
  const { modifierWeights } = await load('./src/models/modifier/weights.ts');
  const [json, bin] = modelsOfKind('modifier')[0].variants['8bit'].weights.map(
    (/** @type {{file: string}} */ { file }) => readFileSync(join(ROOT, 'public/models', file)),
  );
  return modifierWeights(readModel(String(json), new Uint8Array(bin), ''));
}
