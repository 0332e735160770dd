/** `npm run app`: installs what is missing, builds, serves the page on a free port and says where. */
import { createServer } from 'node:net';
import { ensurePackages, run } from './run.mjs';

try {
  ensurePackages();
  if (!run('npm', ['run', 'build'])) {
    throw new Error('The page could not be built (see above).');
  }
  const port = await freePort(4173);
  console.log(`\nGuise is at http://127.0.0.1:${port}/ (stop it with Ctrl-C)\n`);
  process.exitCode = run('npx', ['vite', 'preview', '--strictPort', '--port', String(port)]) ? 0 : 1;
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
