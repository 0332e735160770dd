/** What the command was built into (build/command.mjs): the page that it opens, and the headers that go with it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { BuiltPages } from '../headless/site.ts';

/**
 * @param folder that holds `page/` and `headers.json`
 * @param models the folder that holds `models` and `generated`
 */
export function builtPages(folder: string, models: string): BuiltPages {
  return {
    files: filesOf(join(folder, 'page')),
    models,
    headers: JSON.parse(readFileSync(join(folder, 'headers.json'), 'utf8')),
  };
}

/** All files below a folder, by their paths from it, as in an address. */
function filesOf(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), readFileSync(path)];
    }),
  );
}
