/** How Vite builds the workers: of the page, of the library and of the extension. */
import { basename, dirname } from 'node:path';
import { assemblyScript } from './assemblyscript.mjs';
import { mendMediabunny } from './mediabunny.mjs';
import { modelCatalogue } from './model-catalogue.mjs';

/**
 * @param {string} folder for the workers' files, such as `assets/`; '' for that of the build
 * @returns {import('vite').UserConfig['worker']}
 */
export function workers(folder) {
  return {
    format: 'es',
    plugins: () => [assemblyScript(), mendMediabunny(), modelCatalogue(), separateEntries()],
    rolldownOptions: {
      // How long the bundler's plugins took is no warning.
      checks: { bundlerTimings: false },
      output: {
        // Named after its folder, so that `npm run weight` can tell what is loaded for what.
        entryFileNames: ({ facadeModuleId }) =>
          `${folder}${basename(dirname(facadeModuleId ?? ''))}-worker-[hash].js`,
      },
    },
  };
}

/**
 * What the parts of a worker share becomes no part of its entry: WebKit (2.50) runs an entry once more when a part that is loaded later
 * imports it, and there are two of everything. As a plugin, since Vite sets this option itself.
 * @returns {import('vite').Plugin}
 */
export function separateEntries() {
  return {
    name: 'guise-separate-entries',
    options: (options) => ({ ...options, preserveEntrySignatures: 'strict' }),
  };
}
