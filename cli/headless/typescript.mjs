import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/**
 * Loads TypeScript modules through Vite, so that nothing has to be compiled first. Vite's own `runnerImport` closes the loader once a
 * module is there; what is imported later on (the compiler of the kernels, say) would find it closed.
 * @param {import('vite').Plugin[]} plugins for what is not TypeScript
 * @returns `load` takes a module's path from the project's top folder, such as `/cli/variants.ts`
 */
export async function openLoader(plugins = []) {
  // Vite's server would set it to "development" for this process and its children, and pages that they build would be slow ones.
  process.env.NODE_ENV ??= 'production';
  const vite = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    plugins,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  return { load: (/** @type {string} */ path) => vite.ssrLoadModule(path), close: () => vite.close() };
}

/**
 * Runs the exported `main(args)` of a TypeScript module, and leaves with its exit code.
 * @param {string} module path from the project's top folder
 */
export async function runMain(module) {
  const loader = await openLoader();
  try {
    const { main } = await loader.load(module);
    process.exitCode = await main(process.argv.slice(2));
  } finally {
    await loader.close();
  }
}
