# Sourced by each finding: strict mode, a temporary folder that is removed at the end, and what most of them share.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json

# packages NAME@VERSION…
packages() { npm install --silent --no-audit --no-fund --ignore-scripts --save-exact "$@"; }

# Chromium for the scripts that need one, and browser.mjs, which gives a page served from this folder.
browser() {
  packages playwright-core@1.65.1
  CHROMIUM=${GUISE_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
  export CHROMIUM
  cat > browser.mjs <<'JS'
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/** Opens an empty page on a server of this folder; `flags` are Chromium's. */
export async function openPage(flags = []) {
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    const body = path === '/' ? '<!doctype html>' : await readFile(`.${path}`).catch(() => null);
    const type = path === '/' ? 'text/html' : (TYPES[extname(path)] ?? 'application/octet-stream');
    response.writeHead(body === null ? 404 : 200, { 'content-type': type }).end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', ...flags] });
  const page = await browser.newPage({ permissions: ['camera'] });
  return { page, origin, version: browser.version(), close: () => Promise.all([browser.close(), server.close()]) };
}
JS
}
