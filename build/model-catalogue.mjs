/**
 * Of the catalogue of models (public/models/manifest.json) what code reads: names, files and hashes. How they were trained and how good
 * they are stays in the file, and out of every worker that loads a network.
 */
import { readFileSync } from 'node:fs';

const FILE = /\/public\/models\/manifest\.json$/;

/** @returns {import('vite').Plugin} also for `worker.plugins` */
export function modelCatalogue() {
  return {
    name: 'guise-model-catalogue',
    enforce: 'pre',
    apply: 'build',
    load(id) {
      const [path = ''] = id.split('?');
      return FILE.test(path) ? { code: pick(readFileSync(path, 'utf8')), map: null } : null;
    },
  };
}

/** @param {string} text */
function pick(text) {
  /** @type {{models: import('../src/models/catalogue.ts').CatalogueEntry[]}} */
  const { models } = JSON.parse(text);
  return JSON.stringify({ models: models.map(({ name, kind, variants }) => ({ name, kind, variants })) });
}
