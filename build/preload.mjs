/**
 * Has the page's app loaded from the beginning, though its script asks for it only once the page is painted: the HTML names every part of
 * it, and its styles. (Vite does so for what an entry imports at once.)
 */

/** The module that `src/main.ts` imports later. */
const APP = /\/src\/start\.tsx$/;

/** @returns {import('vite').Plugin} */
export function preloadApp() {
  return {
    name: 'guise-preload-app',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, filename }) {
        const chunks = Object.values(bundle ?? {}).filter((part) => part.type === 'chunk');
        const app = chunks.find(({ facadeModuleId }) => APP.test(facadeModuleId ?? ''));
        if (!app || !filename.endsWith('/index.html')) {
          return [];
        }
        /** @type {Set<string>} */
        const scripts = new Set();
        /** @type {Set<string>} */
        const styles = new Set();
        const visit = (/** @type {string} */ name) => {
          const chunk = chunks.find(({ fileName }) => fileName === name);
          if (!chunk || scripts.has(name)) {
            return;
          }
          scripts.add(name);
          for (const style of chunk.viteMetadata?.importedCss ?? []) {
            styles.add(style);
          }
          chunk.imports.forEach(visit);
        };
        visit(app.fileName);
        const links = [
          ...[...scripts].map((name) => ({ rel: 'modulepreload', href: `/${name}` })),
          ...[...styles].map((name) => ({ rel: 'preload', as: 'style', href: `/${name}` })),
        ].filter(({ href }) => !html.includes(`"${href}"`));
        // What is painted first comes first.
        return links.map((attrs) => ({
          tag: 'link',
          attrs: { ...attrs, crossorigin: true, fetchpriority: 'low' },
          injectTo: 'head',
        }));
      },
    },
  };
}
