/** Tests in Debian's Firefox and WebKitGTK: Playwright runs them and draws what the camera shows, but other drivers drive the browsers. */
import { defineConfig } from '@playwright/test';
import { COMMON_FLAGS, chromiumPath } from '../../testing/chromium.ts';

export default defineConfig<object, { browserKind: 'firefox' | 'webkit' }>({
  testDir: '.',
  outputDir: '../../test-results/other-browsers',
  // Unlike the other suite's: what is tested here does not depend on speed.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '../../test-results/other-browsers.json' }]],
  use: { launchOptions: { executablePath: chromiumPath(), args: [...COMMON_FLAGS] } },
  projects: [
    { name: 'firefox', use: { browserKind: 'firefox' } },
    { name: 'webkit', use: { browserKind: 'webkit' } },
  ],
});
