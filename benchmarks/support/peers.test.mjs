import { expect, test } from 'vitest';
import { lookUp } from './peers.mjs';

const here = import.meta.dirname;
const places = {
  'tools/': here,
  'one.mjs': `${here}/peers.mjs`,
  'page.html': new TextEncoder().encode('<p>'),
};

test('folders, files and bytes are found by path, with the type that a browser demands', () => {
  expect(lookUp(places, 'tools/peers.mjs')).toMatchObject({ contentType: 'text/javascript' });
  expect(lookUp(places, 'one.mjs')?.body).toEqual(lookUp(places, 'tools/peers.mjs')?.body);
  expect(lookUp(places, 'page.html')).toEqual({ body: Buffer.from('<p>'), contentType: 'text/html' });
});

test('nothing is at other paths', () => {
  expect(lookUp(places, 'tools/missing.mjs')).toBeNull();
  expect(lookUp(places, 'one.mjs.map')).toBeNull();
  expect(lookUp(places, '')).toBeNull();
});
