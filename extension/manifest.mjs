/**
 * The extension's manifest. docs/extension.md has the reason for each permission.
 * @param {string} version @param {{ granted?: string }} [options] `granted`: for tests, a match pattern of sites that need not be
 *   asked for, and sealed mode's permission along with it: nobody is there to click in a test.
 */
export function manifest(version, { granted } = {}) {
  return {
    manifest_version: 3,
    name: 'Guise',
    version,
    description:
      'Covers the faces in your camera before a site gets the picture. On this device; nothing is sent anywhere.',
    minimum_chrome_version: '122',
    permissions: ['activeTab', 'offscreen', 'scripting', 'storage', ...(granted ? ['contentSettings'] : [])],
    ...(granted ? { host_permissions: [granted] } : {}),
    optional_permissions: granted ? [] : ['contentSettings'],
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
    background: { service_worker: 'background.js', type: 'module' },
    action: { default_popup: 'popup.html', default_title: 'Guise' },
    icons: { 192: 'icons/guise-192.png', 512: 'icons/guise-512.png' },
    // At its own address: one made up for the session is refused by pages that isolate themselves (COEP).
    web_accessible_resources: [{ resources: ['frame.html'], matches: ['<all_urls>'] }],
    content_security_policy: {
      extension_pages: [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "connect-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types default',
      ].join('; '),
    },
    // Pages that isolate themselves take in no frame that does not.
    cross_origin_embedder_policy: { value: 'require-corp' },
    cross_origin_opener_policy: { value: 'same-origin' },
  };
}
