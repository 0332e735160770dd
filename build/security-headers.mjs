/**
 * The one source of the security headers: the dev and preview servers send them, the build writes them to
 * `dist/_headers` for static hosts. docs/security.md says what each is for.
 */

import { shellHash } from './shell.mjs';

/** @type {Readonly<Record<string, readonly string[]>>} */
export const CSP = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'", shellHash('script')],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'style-src': ["'self'", shellHash('style')],
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'blob:'],
  'font-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ['default'],
};

/** @param {Readonly<Record<string, readonly string[]>>} directives */
export function cspText(directives = CSP) {
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/** @returns {Record<string, string>} the headers of every response */
export function securityHeaders(csp = CSP) {
  return {
    'Content-Security-Policy': cspText(csp),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(self), fullscreen=(self), picture-in-picture=(self), microphone=(self), geolocation=(), payment=(), usb=(), display-capture=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

/**
 * The dev server only: Vite injects styles as elements and React's fast refresh needs an inline script; neither is in
 * a build, and the preview server and static hosts send the strict policy.
 */
export function developmentHeaders() {
  const csp = {
    ...CSP,
    // Without hashes: beside one, `unsafe-inline` counts for nothing.
    'script-src': ["'self'", "'wasm-unsafe-eval'", "'unsafe-inline'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'connect-src': ["'self'", 'ws:'],
  };
  return securityHeaders(csp);
}

/** The text of a `_headers` file as static hosts (Netlify, Cloudflare Pages) read it. */
export function headersFile() {
  const lines = Object.entries(securityHeaders()).map(([name, value]) => `  ${name}: ${value}`);
  return `/*\n${lines.join('\n')}\n`;
}
