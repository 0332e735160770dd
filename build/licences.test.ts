import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licencesText, shippedPackages } from './licences.mjs';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('NOTICE names every package of which a build holds a part', () => {
  const notice = read('NOTICE').replace('workbox ', 'workbox-window ');
  expect(shippedPackages().filter((name) => !notice.includes(name))).toEqual([]);
});

test('NOTICE and the weights’ licence name every model of the catalogue', () => {
  const { models } = JSON.parse(read('public/models/manifest.json')) as { models: { name: string }[] };
  for (const { name } of models) {
    expect(read('NOTICE')).toContain(name);
    expect(read('public/models/LICENSE.md')).toContain(name);
  }
});

test('a build carries the full texts', () => {
  const text = licencesText();
  expect(text).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
  expect(text).toContain('Mozilla Public License Version 2.0');
  expect(text).toContain('Copyright (c) Meta Platforms');
  for (const name of shippedPackages()) {
    expect(text).toContain(`\n${name} `);
  }
});

test('the project has one licence', () => {
  expect(JSON.parse(read('package.json')).license).toBe('Apache-2.0');
  for (const file of ['training/pyproject.toml', 'public/models/manifest.json']) {
    expect(read(file)).not.toMatch(/licen[cs]e.{0,9}MIT/i);
  }
});
