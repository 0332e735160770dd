import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODE_IDS } from '../src/engine/modes/catalogue.ts';

/** The library's types as they are published: they stand for themselves, so the modes are named in them. */
export function types(): string {
  const source = readFileSync(join(import.meta.dirname, '../src/library/guise.d.ts'), 'utf8');
  const names = MODE_IDS.map((id) => `'${id}'`).join(' | ');
  const published = source.replace(/import\([^)]*catalogue\.ts'\)\.ModeId/, names);
  if (published.includes('import(')) {
    throw new Error('src/library/guise.d.ts names something of the sources that is not published.');
  }
  return published;
}
