/** Test set-up: lets tfjs's WASM backend, which is written for CommonJS, find its files when tests run as modules in Node. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);
Object.assign(globalThis, { require, __dirname: dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) });
