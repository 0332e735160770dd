/**
 * Makes the face models that the page loads: takes the .tflite files of npm `@mediapipe/face_detection`, checks that they
 * are the ones that were tested, adds the metadata that tasks-vision demands, checks the result, and writes it to
 * public/generated. The full range networks are also written in our own weights format, for our own kernels. Quick when everything
 * is there already. Runs before dev, build and test.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addMetadata, imageMetadata } from './tflite-metadata.mjs';
import { readNetwork, writeWeights } from './tflite-network.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const from = join(root, 'node_modules/@mediapipe/face_detection');
const to = join(root, 'public/generated');

/** SHA-256 of each input and of what is made of it. `src/engine/detect/mediapipe.ts` has the output's again. */
const MODELS = [
  {
    input: 'face_detection_full_range_sparse.tflite',
    output: 'face-full-range-sparse.tflite',
    inputHash: '671dd2f9ed11a78436fc21cc42357a803dfc6f73e9fb86541be942d5716c2dce',
    outputHash: '09e5654b6cbaf726c92030778297985f1909b187e844513cc64e4a3d39474a94',
  },
];

const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

mkdirSync(to, { recursive: true });
for (const { input, output, inputHash, outputHash } of MODELS) {
  const target = join(to, output);
  if (existsSync(target) && sha256(readFileSync(target)) === outputHash) {
    continue;
  }
  const source = join(from, input);
  if (!existsSync(source)) {
    throw new Error(`${input} is missing: run "npm ci" first.`);
  }
  const model = readFileSync(source);
  demand(input, sha256(model), inputHash);
  const metadata = imageMetadata({
    name: 'Face detection',
    mean: 127.5,
    std: 127.5,
    outputs: ['regressors', 'classificators'],
  });
  const made = addMetadata(model, metadata);
  demand(output, sha256(made), outputHash);
  writeFileSync(target, made);
  console.log(`${output}: ${made.length} bytes`);
}

/** The same of networks in our format; `src/models/face-detector/full-range.ts` has the outputs' hashes again. */
const NETWORKS = [
  {
    input: 'face_detection_full_range.tflite',
    output: 'face-full-range',
    inputHash: '99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3',
    hashes: {
      json: '6a69713f880dfbda9eed3f81a97fc05ccb35b629e4ac2407a8342322cc0d6ac0',
      bin: 'b55fc3c1e897a7fcfc8865c259e1060ce1aa7f6fad33153710a7a36fce4ed16a',
    },
  },
  {
    input: 'face_detection_full_range_sparse.tflite',
    output: 'face-full-range-sparse',
    inputHash: '671dd2f9ed11a78436fc21cc42357a803dfc6f73e9fb86541be942d5716c2dce',
    hashes: {
      json: '4ac665820ed8511f527239292d5112a3185b3cdf84c69aa293b65b491503fb86',
      bin: '2ad470e1b5f571b4f543211e6bf2323a8066d48e26ebbc6e6c5661cdc2b3eb62',
    },
  },
];
/** Side of the networks' picture, pixels. */
const SIDE = 192;

for (const { input, output, inputHash, hashes } of NETWORKS) {
  const parts = /** @type {const} */ (['json', 'bin']);
  const target = (/** @type {string} */ part) => join(to, `${output}.${part}`);
  if (
    parts.every((part) => existsSync(target(part)) && sha256(readFileSync(target(part))) === hashes[part])
  ) {
    continue;
  }
  const model = readFileSync(join(from, input));
  demand(input, sha256(model), inputHash);
  const made = writeWeights(output, SIDE, readNetwork(model));
  for (const part of parts) {
    demand(`${output}.${part}`, sha256(made[part]), hashes[part]);
    writeFileSync(target(part), made[part]);
  }
  console.log(`${output}: ${made.json.length + made.bin.length} bytes`);
}

/** @param {string} name @param {string} found @param {string} wanted */
function demand(name, found, wanted) {
  if (found !== wanted) {
    throw new Error(`${name} is not the file that was tested: SHA-256 is ${found}, expected ${wanted}.`);
  }
}
