/**
 * Prints what the built page weighs, by part, plain and gzipped. With `--limit` it fails when the JavaScript of the live
 * picture is over the limit: page, engine and every view, without WebAssembly, its glue and models. Not in it is what has a
 * line of its own: meters and adapting, each in a worker with its own copy of tfjs, which no frame waits for, and the engine's side of
 * them; tasks-vision, which comes with `?detector=mediapipe` alone; what reads and writes files, which comes when one is opened or a
 * recording begins; and the words of other languages, of which a visitor loads one at most.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../scripts/run.mjs';

const LIMIT = 320_000;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const parts = weighPage();
  console.log('part                         bytes     gzip');
  for (const { part, bytes, gzip } of parts) {
    console.log(`${part.padEnd(24)} ${String(bytes).padStart(9)} ${String(gzip).padStart(8)}`);
  }
  const script = parts.find(({ part }) => part === 'JavaScript')?.gzip ?? 0;
  if (process.argv.includes('--limit') && (script === 0 || script > LIMIT)) {
    console.error(`JavaScript weighs ${script} bytes gzipped; the limit is ${LIMIT}.`);
    process.exitCode = 1;
  }
}

/** What `dist` weighs by part. @returns {{part: string, bytes: number, gzip: number}[]} */
export function weighPage() {
  /** @type {Map<string, {bytes: number, gzip: number}>} */
  const parts = new Map();
  for (const entry of readdirSync(join(ROOT, 'dist'), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || ['_headers', 'licences.txt'].includes(entry.name)) {
      continue;
    }
    const content = readFileSync(join(entry.parentPath, entry.name));
    const part = partOf(entry.name);
    const sum = parts.get(part) ?? { bytes: 0, gzip: 0 };
    sum.bytes += content.length;
    sum.gzip += gzipSync(content).length;
    parts.set(part, sum);
  }
  return [...parts].sort().map(([part, sum]) => ({ part, ...sum }));
}

/** @param {string} name */
function partOf(name) {
  if (name.includes('wasm')) {
    return extname(name) === '.wasm' ? 'WebAssembly' : 'WebAssembly glue';
  }
  // Chunks of `src/engine/link/file/video.ts` and `src/media/video-writer.ts` (mediabunny, nearly all of it), `file-host.ts`,
  // `src/media/conversion.ts` (with the containers' readers), `src/engine/render/cpu/frame-planes.ts` (pictures for encoders), the
  // queue and export (`src/app/file/open.ts`), `src/session/files.ts` and `src/media/zip.ts`.
  if (/^(video|video-writer|conversion|file-host|frame-planes|open|files|zip)-.*\.js$/.test(name)) {
    return 'JavaScript: files';
  }
  // `src/engine/detect/mediapipe.ts`.
  if (/^mediapipe-.*\.js$/.test(name)) {
    return 'JavaScript: tasks-vision';
  }
  // `src/app/words/`.
  if (/^[a-z]{2}-[\w-]{8}\.js$/.test(name)) {
    return 'JavaScript: languages';
  }
  // `src/engine/meters/action/device-detector.ts`: tfjs with its WebGPU kernels, nearly all of it; and each meter's `client.ts`.
  if (/^(device-detector|client)-.*\.js$/.test(name)) {
    return 'JavaScript: meters';
  }
  // `src/engine/adapt/controller.ts`.
  if (/^controller-.*\.js$/.test(name)) {
    return 'JavaScript: adapting';
  }
  const [, worker] = name.match(/^([a-z]+)-worker-.*\.js$/) ?? [];
  // `simd` and `detect`: helpers of the learned face and of the detector, which frames do wait for.
  if (worker && !['link', 'simd', 'detect'].includes(worker)) {
    return worker === 'adapt' ? 'JavaScript: adapting' : 'JavaScript: meters';
  }
  const kinds = {
    '.js': 'JavaScript',
    '.css': 'styles',
    '.html': 'HTML',
    '.tflite': 'models',
    '.bin': 'models',
    '.json': 'models',
  };
  return kinds[/** @type {keyof typeof kinds} */ (extname(name))] ?? 'other';
}
