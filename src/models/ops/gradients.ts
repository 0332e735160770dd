/** Registers the gradients of tfjs's own operators, which `@tensorflow/tfjs-core` alone does not. Import before differentiating. */
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
