import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from './errors.ts';
import { fromFolder, missingWords } from './playwright.ts';

const folder = mkdtempSync(join(tmpdir(), 'guise-playwright-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Puts a package of that name below the folder. */
function put(where: string, script: string): void {
  const place = join(folder, where, 'node_modules/playwright-core');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'index.js'), script);
}

test('Playwright is taken from the folder in which the command was given; where there is none, that is said', () => {
  expect(() => fromFolder(join(folder, 'empty'))).toThrow(UsageError);
  put('there', 'exports.chromium = "this one";');
  expect(fromFolder(join(folder, 'there'))).toEqual({ chromium: 'this one' });
});

test('one that is damaged is not called missing', () => {
  put('damaged', 'require("./gone.js");');
  expect(() => fromFolder(join(folder, 'damaged'))).toThrow(/Cannot find module '.\/gone\.js'/);
});

test('the words name what is missing, and only that', () => {
  expect(missingWords('/usr/bin/chromium')).toMatch(/npm install playwright-core\n.*\/usr\/bin\/chromium$/);
  expect(missingWords('/usr/bin/chromium')).not.toContain('GUISE_CHROMIUM');
  expect(missingWords(undefined)).toMatch(/GUISE_CHROMIUM=.*\n {2}npx playwright-core install chromium$/);
});
