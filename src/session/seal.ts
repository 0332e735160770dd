import icon from '../../public/icons/guise.svg?raw';

/**
 * The network seal: after everything is loaded, a second, stricter policy is laid over the page's own, which lets no
 * connection, picture or form out any more. It cannot be taken off without a reload. docs/security.md says what it does
 * not cover.
 */
const SEAL = [
  "connect-src 'none'",
  // What the page itself holds; neither kind of address reaches the network.
  'img-src blob: data:',
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
  keepIcon();
  const meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = SEAL;
  meta.dataset.guiseSeal = '';
  document.head.append(meta);
}

/** Browsers load the icon again when the address changes (`#insight`), which the seal forbids: from here on it is in the page. */
function keepIcon(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link) {
    link.href = `data:image/svg+xml,${encodeURIComponent(icon)}`;
  }
}
