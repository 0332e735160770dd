import { existsSync } from 'node:fs';

/** Debian's Chromium where it is installed; otherwise undefined, and Playwright takes its own. */
export function chromiumPath(): string | undefined {
  const candidates = [process.env.GUISE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

/** A quiet browser with a fake camera that needs no question answered. */
export const COMMON_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

/** All four are needed: with fewer the first canvas present kills the GPU process. */
export const WEBGPU_FLAGS: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];
