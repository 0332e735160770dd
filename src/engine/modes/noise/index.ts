import type { Mode } from '../mode.ts';
import { applyCpu } from './cpu.ts';
import { meta } from './meta.ts';

export const mode: Mode = { meta, cpu: applyCpu };
