/** A build without what only the page loads: meters, actions, adapting and their workers, networks and weights. */

/**
 * @param {RegExp} unused names of files in the build
 * @returns {import('vite').Plugin}
 */
export function leaveOut(unused) {
  return {
    name: 'guise-leave-out',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const name of Object.keys(bundle).filter((file) => unused.test(file))) {
        delete bundle[name];
      }
    },
  };
}
