/** `npm run app`: installs what is missing, builds, serves the page on a free port and says where, as its last line. */
import { createServer } from 'node:net';
import { ensurePackages, run } from './run.mjs';

try {
  ensurePackages();
  console.log('Building the page; this takes a minute.');
  if (!run('npm', ['run', '--silent', 'build', '--', '--logLevel', 'error'])) {
    throw new Error('The page could not be built (see above).');
  }
  // Served by this very process: what stops it stops the server.
  const { preview } = await import('vite');
  const port = await freePort(4173);
  const server = await preview({ logLevel: 'error', preview: { port, strictPort: true } });
  const stop = () => void server.close().finally(() => process.exit(0));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, stop);
  }
  if (process.env.npm_lifecycle_event) {
    // A signal to npm ends npm and its shell, and is not passed on: without them there is nobody left who could stop this.
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || stop(), 500).unref();
  }
  console.log(`Guise is at http://127.0.0.1:${port}/ (stop it with Ctrl-C)`);
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}

/** @param {number} first @returns {Promise<number>} the first free port from there on */
function freePort(first) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(freePort(first + 1)));
    server.listen(first, '127.0.0.1', () => server.close(() => resolve(first)));
  });
}
