/** A build without what only the page loads: meters, actions, adapting and their workers, networks and weights. */

/** Files that neither the library nor the command for files loads, by name: those parts, and the detector of `?detector=mediapipe`. */
export const PAGE_ONLY =
  /(^|\/)((privacy|action|adapt)-worker|device-detector|face_recognition_model|mediapipe|vision_wasm)[-_]/;

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
