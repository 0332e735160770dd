import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeNew } from './place.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-place-'));
  writeFileSync(join(folder, 'part'), 'covered');
});
afterEach(() => rmSync(folder, { recursive: true }));

const inside = () => Object.fromEntries(readdirSync(folder).map((name) => [name, text(name)]));
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const refusing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

test.each([
  ['that knows links', undefined],
  ['that knows none', refusing('EPERM')],
  ['that knows none, and says it is a folder', refusing('EISDIR')],
])('on a disk %s a name that is free is taken, one that is not is left alone', (_, link) => {
  const place = () => placeNew(join(folder, 'part'), join(folder, 'whole'), link);
  expect(place()).toBe(true);
  expect(inside()).toEqual({ whole: 'covered' });
  writeFileSync(join(folder, 'part'), 'the next');
  expect(place()).toBe(false);
  expect(inside()).toEqual({ part: 'the next', whole: 'covered' });
});

test('a link that leads nowhere has its name, too', () => {
  symlinkSync(join(folder, 'gone'), join(folder, 'whole'));
  expect(placeNew(join(folder, 'part'), join(folder, 'whole'))).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(['part', 'whole']);
});

test('what the disk refuses is thrown, and no name is left taken', () => {
  expect(() => placeNew(join(folder, 'nothing'), join(folder, 'whole'))).toThrow('ENOENT');
  expect(() => placeNew(join(folder, 'part'), join(folder, 'no', 'whole'))).toThrow('ENOENT');
  expect(inside()).toEqual({ part: 'covered' });
});
