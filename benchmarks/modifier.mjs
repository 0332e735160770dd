/**
 * The face modifier alone, on the same network and weights: Guise, tfjs's operators and onnxruntime-web, on WebAssembly and on
 * (here software) WebGPU. The peer's model is written from our weights (support/onnx.mjs); what each makes is compared as well
 * as how long it takes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';
import { ROOT, run as runCommand } from '../scripts/run.mjs';
import { median } from './support/bench.mjs';
import { load, openBrowser } from './support/browser.mjs';
import { writeOnnx } from './support/onnx.mjs';
import { fetchPeers, peerFolder, peerWords, servePeers } from './support/peers.mjs';

export const about = 'the face modifier: Guise, tfjs, onnxruntime-web; WebAssembly and WebGPU';

/** Smaller than the real network: software WebGPU is slow, tfjs's kernels on it are slower. */
const SMALL = { width: 16, blocks: 2, side: 64 };
/** Side of the matrix product and megabytes of the copy that say what the machine can do. */
const ROOF = { wasm: [512, 64], webgpu: [256, 16] };

/** @typedef {{times: Record<string, number[]>, differences: Record<string, number>, failed: Record<string, string>}} Timed */
/** @typedef {{multiplyAdds: number[], bytes: number[]}} Roof */
/** @typedef {import('./support/bench.mjs').Bench} Bench */

/** @param {Bench} bench */
export async function run(bench) {
  const runs = bench.quick ? 5 : 30;
  fetchPeers(['onnxruntime-web']);
  const { generator, randomModifierWeights } = await load('./src/models/modifier/random.ts');
  const real = await realModifier();
  const small = randomModifierWeights(SMALL, SMALL.side, generator(2));
  const site = await serveHarness();
  try {
    const wasm = { network: real, webgpu: false };
    const gpu = { network: small, webgpu: true };
    /** @type {(words: string, where: Where, method: string, args: readonly unknown[]) => Promise<any>} */
    const ask = (words, where, method, args) => bench.attempt(words, () => site.ask(where, method, args));

    const one = await ask('WebAssembly, 1 face', wasm, 'wasm', [1, runs]);
    const eight = await ask('WebAssembly, 8 faces', wasm, 'wasm', [8, runs]);
    const roof = await ask('WebAssembly, the machine', wasm, 'roofOfWasm', [...ROOF.wasm, runs]);
    contest(
      bench,
      'On WebAssembly (SIMD)',
      [
        ['1 face', one],
        ['8 faces', eight],
      ],
      WASM_NOTE,
    );

    const small1 = await ask('WebGPU, 1 face', gpu, 'webgpu', [SMALL, 1, runs, ALL]);
    // All in turns would take the better part of an hour without a graphics processor.
    const small8 = await ask('WebGPU, 8 faces', gpu, 'webgpu', [SMALL, 8, runs, ['guise']]);
    const gpuRoof = await ask('WebGPU, the machine', gpu, 'roofOfWebGpu', [...ROOF.webgpu, runs]);
    const title = `On WebGPU (width ${SMALL.width}, ${SMALL.blocks} blocks, ${SMALL.side} px)`;
    contest(
      bench,
      title,
      [
        ['1 face', small1],
        ['8 faces', small8],
      ],
      WEBGPU_NOTE,
    );

    await machineTable(bench, [
      { where: 'WebAssembly', network: real, one, eight, roof },
      { where: `WebGPU, ${SMALL.side} px`, network: small, one: small1, eight: small8, roof: gpuRoof },
    ]);
  } finally {
    await site.close();
  }
}

const ALL = ['guise', 'tfjs operators', 'onnxruntime-web'];
const WASM_NOTE = `${peerWords('onnxruntime-web')}. With helpers: a thread for each processor, four at most; all others have one.`;
const WEBGPU_NOTE =
  'Where the machine has no GPU this is Chromium’s software WebGPU, which says little about a real one. Eight faces: Guise alone.';

/** @typedef {{network: any, webgpu: boolean}} Where which network the peer's model is written from, and in which browser */

/** The test build's harness page, served; `ask` calls one of its methods in a browser of its own. */
async function serveHarness() {
  if (!runCommand('npx', ['vite', 'build', '--mode', 'test', '--logLevel', 'error'])) {
    throw new Error('The test page could not be built (see above).');
  }
  const server = await preview({
    mode: 'test',
    logLevel: 'error',
    build: { outDir: 'dist-test' },
    preview: { port: 4330, strictPort: false },
  });
  const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
  return {
    close: () => server.close(),
    /** @param {Where} where @param {string} method @param {readonly unknown[]} args */
    async ask({ network, webgpu }, method, args) {
      const browser = await openBrowser({ origin, webgpu });
      try {
        await servePeers(browser.page, {
          'onnxruntime-web/': join(peerFolder('onnxruntime-web'), 'dist'),
          'modifier.onnx': writeOnnx(network),
        });
        await browser.page.goto('/e2e/harness/modifier-bench.html');
        await browser.page.waitForFunction(() => 'modifierBench' in globalThis);
        return await browser.page.evaluate(
          ([name, given]) => /** @type {any} */ (globalThis).modifierBench[name](...given),
          /** @type {const} */ ([method, args]),
        );
      } finally {
        await browser.close();
      }
    },
  };
}

/**
 * @param {Bench} bench @param {string} title @param {readonly (readonly [string, Timed | null])[]} cases @param {string} note
 */
function contest(bench, title, cases, note) {
  const measured = cases.flatMap(([what, timed]) => (timed ? [{ what, ...timed }] : []));
  const rows = measured.flatMap(({ what, times, differences }) => {
    const own = medianOf(times.guise);
    return Object.entries(times).map(([name, all]) => {
      const ms = medianOf(all);
      const differs = differences[name] ? differences[name].toExponential(1) : '–';
      return [what, name, ms, Math.min(...all), ms / own, differs, all.length];
    });
  });
  const failures = new Set(
    measured.flatMap(({ failed }) => Object.entries(failed).map(([name, why]) => `${name} failed: ${why}`)),
  );
  const columns = ['what', 'by', 'median ms', 'least ms', '÷ Guise', 'output differs by', 'runs'];
  bench.table(title, columns, rows, ['Taking turns in one page.', note, ...failures].join(' '));
}

/**
 * What eight faces cost, and how near the multiply-adds and the bytes come to what the machine does at best.
 * @param {Bench} bench
 * @param {readonly {where: string, network: any, one: Timed | null, eight: Timed | null, roof: Roof | null}[]} places
 */
async function machineTable(bench, places) {
  const { countBytes, countMultiplyAdds } = await load('./src/models/modifier/plan.ts');
  const columns = places.map(({ network, one, eight, roof }) => {
    const ms = medianOf(one?.times.guise);
    const multiplyAdds = countMultiplyAdds(network.plan, network.side);
    const bytes = countBytes(network.plan, network.side);
    const most = { multiplyAdds: medianOf(roof?.multiplyAdds), bytes: medianOf(roof?.bytes) };
    return /** @type {const} */ ([
      ['8 faces ÷ 1 face', medianOf(eight?.times.guise) / ms],
      ['the same with helpers', medianOf(eight?.times['guise, with helpers']) / ms],
      ['multiply-adds a face, millions', multiplyAdds / 1e6],
      ['multiply-adds a ms, millions', multiplyAdds / ms / 1e6],
      ['the same of a matrix product', most.multiplyAdds / 1e6],
      ['share of that reached', share(multiplyAdds / ms / most.multiplyAdds)],
      ['bytes a face, millions', bytes / 1e6],
      ['bytes a ms, millions', bytes / ms / 1e6],
      ['the same of a plain copy', most.bytes / 1e6],
      ['share of that reached', share(bytes / ms / most.bytes)],
      [
        'share of the nearer roof',
        share(Math.max(multiplyAdds / most.multiplyAdds, bytes / most.bytes) / ms),
      ],
    ]);
  });
  const rows = (columns[0] ?? []).map(([figure], row) => [
    figure,
    ...columns.map((column) => {
      const value = column[row]?.[1] ?? null;
      return typeof value === 'number' && !Number.isFinite(value) ? null : value;
    }),
  ]);
  bench.table(
    'Against the machine, one face by Guise',
    ['figure', ...places.map(({ where }) => where)],
    rows,
    'The matrix product is tfjs’s on the same backend, of ' +
      `${ROOF.wasm[0]} × ${ROOF.wasm[0]} and ${ROOF.webgpu[0]} × ${ROOF.webgpu[0]}; the copy is one of ${ROOF.wasm[1]} and ` +
      `${ROOF.webgpu[1]} MB, read and written bytes counted. Bytes of the network: every step reads its inputs and its filter ` +
      'and writes its value, as if nothing stayed in a cache; where values do stay there, it can pass the copy’s rate.',
  );
}

const share = (/** @type {number} */ value) =>
  Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : null;

const medianOf = (/** @type {readonly number[] | undefined} */ values) => median(values ?? []) ?? Number.NaN;

/** The weights that the page loads. */
async function realModifier() {
  const { modelsOfKind, readModel } = await load('./src/models/catalogue.ts');
  const { modifierWeights } = await load('./src/models/modifier/weights.ts');
  const [json, bin] = modelsOfKind('modifier')[0].variants['8bit'].weights.map(
    (/** @type {{file: string}} */ { file }) => readFileSync(join(ROOT, 'public/models', file)),
  );
  return modifierWeights(readModel(String(json), new Uint8Array(bin), ''));
}
