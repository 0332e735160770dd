/** The weights that the page loads, for tests in Node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../catalogue.ts';
import type { Weight } from '../weights.ts';
import { type YunetWidth, yunetWeights } from './yunet.ts';

const ROOT = join(import.meta.dirname, '../../..');

export function storedYunet(width: YunetWidth = 'yunet'): ReadonlyMap<string, Weight> {
  const file = join(ROOT, `public/models/face-detector-${width}-16bit`);
  const text = readFileSync(`${file}.json`, 'utf8');
  return yunetWeights(readModel(text, new Uint8Array(readFileSync(`${file}.bin`)), ''));
}
