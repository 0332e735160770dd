/**
 * Registers the gradients of tfjs's own operators, which `@tensorflow/tfjs-core` alone does not, and puts right those that it has
 * wrong or lacks. Import before differentiating; on the wasm backend import `wasm-gradients.ts` too.
 */
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import './depth-to-space-gradient.ts';
import './resize-gradient.ts';
