/** `npm run screenshot`: docs/images/first-screen.png from the built test page. No person, real or drawn, is in it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT, run } from './run.mjs';

const PORT = '4197';
if (!run('npx', ['vite', 'build', '--mode', 'test'])) {
  process.exit(1);
}
const server = spawn(
  'npx',
  ['vite', 'preview', '--mode', 'test', '--outDir', 'dist-test', '--strictPort', '--port', PORT],
  {
    cwd: ROOT,
    detached: true,
    stdio: 'ignore',
  },
);
try {
  const debian = '/usr/bin/chromium';
  const browser = await chromium.launch({
    executablePath: existsSync(debian) ? debian : undefined,
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  for (let attempt = 0; ; attempt++) {
    const answered = await page.goto(`http://127.0.0.1:${PORT}/`).catch(() => null);
    if (answered) break;
    if (attempt > 40) throw new Error('The preview server did not answer.');
    await page.waitForTimeout(250);
  }
  await page.getByRole('button', { name: 'Start the camera' }).waitFor();
  mkdirSync(join(ROOT, 'docs/images'), { recursive: true });
  await page.screenshot({ path: join(ROOT, 'docs/images/first-screen.png') });
  await browser.close();
} finally {
  process.kill(-(server.pid ?? 0));
}
