/** The weights that the page loads, for tests in Node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../catalogue.ts';
import type { Weight } from '../weights.ts';
import { yunetWeights } from './yunet.ts';

const ROOT = join(import.meta.dirname, '../../..');

export function storedYunet(): ReadonlyMap<string, Weight> {
  const folder = join(ROOT, 'public/models');
  const text = readFileSync(join(folder, 'face-detector-yunet-16bit.json'), 'utf8');
  return yunetWeights(
    readModel(text, new Uint8Array(readFileSync(join(folder, 'face-detector-yunet-16bit.bin'))), ''),
  );
}
