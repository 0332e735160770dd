/**
 * The network seal: after everything is loaded, a second, stricter policy is laid over the page's own, which lets no
 * connection, picture or form out any more. It cannot be taken off without a reload. docs/security.md says what it does
 * not cover.
 */
const SEAL = [
  "connect-src 'none'",
  "img-src 'none'",
  "media-src blob: 'self'",
  "font-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "form-action 'none'",
  // The engine's own worker must be able to come back after a crash.
  "worker-src 'self'",
].join('; ');

export function sealNetwork(): void {
  if (document.querySelector('meta[data-guise-seal]')) {
    return;
  }
  const meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = SEAL;
  meta.dataset.guiseSeal = '';
  document.head.append(meta);
}
