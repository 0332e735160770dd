import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../scripts/run.mjs';
import { nameOf, SOURCES } from './kept-command.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'guise-sources-'));
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/deep/a.ts'), 'one');
  writeFileSync(join(root, 'package.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

test('any change of a source is another name, and none is the same', () => {
  const name = () => nameOf(root, ['src', 'package.json']);
  const names = [name()];
  expect(name()).toBe(names[0]);
  const changes = [
    () => writeFileSync(join(root, 'src/deep/a.ts'), 'two'),
    () => writeFileSync(join(root, 'src/b.ts'), ''),
    () => renameSync(join(root, 'src/b.ts'), join(root, 'src/c.ts')),
    () => writeFileSync(join(root, 'package.json'), '{ }'),
    () => rmSync(join(root, 'src/c.ts')),
  ];
  for (const change of changes) {
    change();
    names.push(name());
  }
  expect(new Set(names).size).toBe(names.length);
});

test('whatever the command and its page are made of is a source', () => {
  const found = new Set<string>();
  const follow = (path: string) => {
    if (found.has(path)) {
      return;
    }
    found.add(path);
    if (/\.(ts|tsx|mjs|js|html)$/.test(path)) {
      for (const other of namedIn(readFileSync(path, 'utf8'), dirname(path))) {
        follow(other);
      }
    }
  };
  for (const entry of [
    'cli/anonymize/source.ts',
    'cli/anonymize/page/anonymize.html',
    'build/kept-command.mjs',
  ]) {
    follow(join(ROOT, entry));
  }
  const paths = [...found].map((path) => relative(ROOT, path));
  // Reached by `import`, by `import()`, as a worker, as a kernel, and far away.
  expect(paths).toEqual(
    expect.arrayContaining([
      'src/media/conversion.ts',
      'build/command.mjs',
      'src/engine/detect/worker.ts',
      'src/engine/detect/kernels/means.ts',
      'testing/chromium.ts',
      'public/models/manifest.json',
    ]),
  );
  const isSource = (path: string) =>
    SOURCES.some((source) => path === source || path.startsWith(`${source}/`));
  expect(paths.filter((path) => !isSource(path))).toEqual([]);
});

/** Files that a script or page names by a path from where it lies. */
function namedIn(text: string, folder: string): string[] {
  return [...text.matchAll(/['"](\.{1,2}\/[^'"?]+)(?:\?[^'"]*)?['"]/g)]
    .map(([, path]) => resolve(folder, path as string))
    .filter((path) => existsSync(path) && !path.includes('node_modules') && /\.\w+$/.test(path));
}
