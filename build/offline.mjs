/** How the page works offline: the web manifest, and what the service worker keeps. docs/offline.md has the reasons. */

/** @type {Partial<import('vite-plugin-pwa').ManifestOptions>} */
export const MANIFEST = {
  name: 'Guise',
  short_name: 'Guise',
  description: "Hides the faces in your camera's picture, on your own device.",
  start_url: '/',
  scope: '/',
  display: 'standalone',
  theme_color: '#2f6f6a',
  background_color: '#f6f4ef',
  icons: [
    { src: '/icons/guise.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: '/icons/guise-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/guise-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/guise-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
};

/** Anything larger is there by mistake. */
const LARGEST_FILE = 16 * 1024 * 1024;

/** @returns {Partial<import('vite-plugin-pwa').VitePWAOptions>} */
export function offlineOptions() {
  return {
    // A new version waits until no page of the old one is open: code is never swapped under a running session.
    registerType: 'prompt',
    injectRegister: false,
    manifest: MANIFEST,
    manifestFilename: 'guise.webmanifest',
    filename: 'service-worker.js',
    workbox: {
      globPatterns: ['**/*.{js,mjs,css,html,svg,png,wasm,bin,json,webmanifest}'],
      // Pages that only tests and evaluation open; the detector that only `?detector=mediapipe` loads; a network of tests.
      globIgnores: [
        '**/harness*',
        'e2e/**',
        'evaluation/**',
        '**/vision_wasm*',
        'generated/face-full-range.*',
      ],
      maximumFileSizeToCacheInBytes: LARGEST_FILE,
      // Names of built files hold their hash already.
      dontCacheBustURLsMatching: /^assets\/.*-[\w-]{8}\./,
      navigateFallback: '/index.html',
      // A text of its own, which the page links to.
      navigateFallbackDenylist: [/^\/licences\.txt$/],
      // `?autostart&mode=mask` is the same page.
      ignoreURLParametersMatching: [/.*/],
      cleanupOutdatedCaches: true,
      clientsClaim: false,
      skipWaiting: false,
      // One file: `importScripts` of a second one is refused by Trusted Types.
      inlineWorkboxRuntime: true,
      sourcemap: false,
    },
  };
}
