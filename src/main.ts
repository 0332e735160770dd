/**
 * The page's first script, a few lines: the browser paints what the HTML holds before it runs the app, which takes longer than all
 * else. The app is loaded meanwhile (build/preload.mjs). The styles are here so that they are known from the beginning; the
 * first of them, and the theme, stand in the HTML (build/shell.mjs).
 */
import './base/trusted-types.ts';
import './app/styles/base.css';
import './app/styles/page.css';
import './app/styles/stage.css';
import './app/styles/bar.css';
import './app/styles/controls.css';
import './app/styles/edit.css';
import './app/styles/file.css';

/** ms; a hidden page paints nothing, and its app starts all the same. */
const NO_PAINT = 100;

// The window for OBS shows nothing of the page, and has nothing to wait for.
if (!new URLSearchParams(window.location.search).has('output')) {
  await new Promise((resolve) => {
    setTimeout(resolve, NO_PAINT);
    // The task behind a frame's own: that frame is painted.
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
await import('./start.tsx');
