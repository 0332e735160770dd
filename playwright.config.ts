import { defineConfig } from '@playwright/test';
import { COMMON_FLAGS, chromiumPath, WEBGPU_FLAGS } from './testing/chromium.ts';

const PORT = Number(process.env.GUISE_PORT ?? 4183);

/** What is measured in milliseconds or frames: one at a time. `npm run check` runs two of the others beside each other. */
const PACED = ['frames', 'leaks', 'livekit', 'output', 'recording'].map(specOf);
/**
 * Where the renderer makes no difference once is enough. Single tests of the other files say with a tag, `@cpu` or `@webgpu`, that
 * they belong to one project.
 */
const CPU_ONLY = [
  'accessibility',
  'actions',
  'adapt',
  'anonymize',
  'bar',
  'clips',
  'containers',
  'detect',
  'evaluate',
  'files',
  'fuzz',
  'heads',
  'insight',
  'kinds',
  'leak-meter',
  'learned-frames',
  'learned',
  'library',
  'offline',
  'package-command',
  'package',
  'page',
  'privacy',
  'queue',
  'security',
  'smoke',
  'stills',
  'study',
  'video-edits',
].map(specOf);
const WEBGPU_ONLY = ['actions-webgpu', 'files-webgpu', 'render'].map(specOf);
/** Those have a configuration of their own. A project's `testIgnore` takes the place of the whole configuration's. */
const OTHER_BROWSERS = '**/other-browsers/**';

function specOf(name: string): string {
  return `**/${name}.spec.ts`;
}

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Generous: they end tests that hang, not those of a busy machine, where a network loads ten times slower.
  timeout: 240_000,
  expect: { timeout: 30_000, toHaveScreenshot: { maxDiffPixelRatio: 0.02, animations: 'disabled' } },
  snapshotPathTemplate: 'e2e/snapshots/{testFileName}/{arg}-{projectName}{ext}',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    screenshot: 'only-on-failure',
    trace: 'off',
    permissions: ['camera'],
    // Each test would fill a cache of megabytes; e2e/offline.spec.ts allows them.
    serviceWorkers: 'block',
  },
  projects: [
    {
      name: 'paced',
      testMatch: PACED,
      grepInvert: /@webgpu/,
      use: { launchOptions: { executablePath: chromiumPath(), args: [...COMMON_FLAGS] } },
    },
    {
      name: 'cpu',
      testIgnore: [OTHER_BROWSERS, ...PACED, ...WEBGPU_ONLY],
      grepInvert: /@webgpu/,
      use: { launchOptions: { executablePath: chromiumPath(), args: [...COMMON_FLAGS] } },
    },
    {
      name: 'webgpu',
      testIgnore: [OTHER_BROWSERS, ...CPU_ONLY, ...PACED.filter((spec) => spec !== specOf('leaks'))],
      grepInvert: /@cpu/,
      use: { launchOptions: { executablePath: chromiumPath(), args: [...COMMON_FLAGS, ...WEBGPU_FLAGS] } },
    },
    { name: 'extension-build', testDir: 'extension/e2e', testMatch: 'build.setup.ts' },
    {
      // Browsers of its own: extension/e2e/test.ts.
      name: 'extension',
      testDir: 'extension/e2e',
      dependencies: ['extension-build'],
      use: { launchOptions: { executablePath: chromiumPath(), args: [...COMMON_FLAGS] } },
    },
  ],
  webServer: {
    command: `npx vite preview --mode test --outDir dist-test --strictPort --port ${PORT}`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
