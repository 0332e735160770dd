/** Builds the extension for the tests, once a run. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { FOLDER } from './test.ts';

test('the extension builds', () => {
  const { status, stderr } = spawnSync('node', ['extension/build.mjs', '--test', FOLDER], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});
