/**
 * The page's first styles and the theme, in the HTML: the browser paints before anything else has come. The CSP allows these very
 * texts by their hashes.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const APP = resolve(import.meta.dirname, '../src/app');
const FILES = { style: resolve(APP, 'styles/shell.css'), script: resolve(APP, 'shell.js') };

/** The text of one without comments and spaces between words that need none. @param {keyof typeof FILES} part */
function textOf(part) {
  return readFileSync(FILES[part], 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .trim();
}

/** By which a policy allows it, e.g. `'sha256-…='`. @param {keyof typeof FILES} part */
export function shellHash(part) {
  return `'sha256-${createHash('sha256').update(textOf(part)).digest('base64')}'`;
}

/**
 * Puts both into the page's head, and the stylesheet behind what is painted first: what stands before a stylesheet does not wait for
 * it, the app's scripts do.
 * @returns {import('vite').Plugin}
 */
export function shellInHtml() {
  return {
    name: 'guise-shell',
    configureServer: ({ watcher }) => void watcher.add(Object.values(FILES)),
    transformIndexHtml: {
      order: 'post',
      handler(html, { filename }) {
        if (!filename.endsWith('/index.html')) {
          return html;
        }
        const sheets = html.match(/<link rel="stylesheet"[^>]*>/g) ?? [];
        const rest = sheets.reduce((text, sheet) => text.replace(sheet, ''), html);
        return {
          html: rest.replace('</body>', `${sheets.join('')}</body>`),
          tags: /** @type {const} */ (['style', 'script']).map((tag) => ({
            tag,
            children: textOf(tag),
            injectTo: 'head',
          })),
        };
      },
    },
  };
}
