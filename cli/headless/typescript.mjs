import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/**
 * Runs the exported `main(args)` of a TypeScript module through Vite, so that nothing has to be compiled first, and leaves with its
 * exit code. Vite's own `runnerImport` closes the loader once the module is there; what is imported later on (the compiler of the
 * kernels, say) would find it closed.
 * @param {string} module path from the project's top folder
 */
export async function runMain(module) {
  const vite = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const { main } = await vite.ssrLoadModule(module);
    process.exitCode = await main(process.argv.slice(2));
  } finally {
    await vite.close();
  }
}
