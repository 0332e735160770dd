import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as Record<string, Record<string, string>>;
const all = { ...dependencies, ...devDependencies };

test('each dependency is named with its reason, and no other', () => {
  const text = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
  const named = [...text.matchAll(/^\| `([^`]+)` +\| \S/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(all).sort());
});

test('versions are pinned exactly', () => {
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(\.\d+)?$/.test(version))).toEqual([]);
});

test('tasks-vision is the version that reports to nobody', () => {
  expect(all['@mediapipe/tasks-vision']).toBe('0.10.35');
});
