import type { Mode } from '../mode.ts';
import { shrunkMode } from '../shrunk.ts';
import { applyCpu } from './cpu.ts';
import { meta } from './meta.ts';
import shader from './shader.wgsl?raw';

export const mode: Mode = shrunkMode(meta, applyCpu, shader, 'grow');
