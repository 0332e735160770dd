import { shrunkGpu } from '../shrunk.ts';
import shader from './shader.wgsl?raw';

export const gpu = shrunkGpu(shader, 'paint');
