/** The one rule, in the extension: only what the engine vouched for leaves the studio, and the page's script can open no camera. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const HERE = import.meta.dirname;

function naming(word: RegExp, folder = '.'): string[] {
  return readdirSync(join(HERE, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/e2e/'))
    .filter((path) => word.test(readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
    .map((path) => path.slice(HERE.length + 1))
    .sort();
}

test('one module sends pictures to the page, and it checks that they are safe', () => {
  expect(naming(/type: 'frame'/, 'studio')).toEqual(['studio/camera.ts']);
  expect(readFileSync(join(HERE, 'studio/camera.ts'), 'utf8')).toContain('assertSafe(frame)');
});

test('nothing in the extension touches raw frames or makes safe ones', () => {
  expect(naming(/\b(RawFrame|mintSafeFrame|unpackSafeFrame|MediaStreamTrackProcessor|drawImage)\b/)).toEqual(
    [],
  );
});

test("only the studio and the permission's page open a camera; the page's script holds the browser's function in one module", () => {
  expect(naming(/\.getUserMedia\(/)).toEqual(['camera/camera.ts', 'studio/camera.ts']);
  expect(naming(/mediaDevices\?\.getUserMedia/)).toEqual(['page/natives.ts']);
});

test('the studio knows nothing of the page, and the page nothing of the engine but its plate and planes', () => {
  const imports = naming(/from '\.\.\/\.\.\/src\/(?!engine\/safe\/pla(?:te|nes)\.ts)/, 'page');
  expect(imports).toEqual([]);
  expect(naming(/from '\.\.\/page\//, 'studio')).toEqual([]);
});
