#!/usr/bin/env bash
# Seen 2026-11-29 with assemblyscript 0.28.20, Node 20.
#
# AssemblyScript has JavaScript's typed arrays. Uint8ClampedArray is the one for pixels: in JavaScript, set(floats) rounds to the
# nearest byte (halves to even) and clamps, infinity to 255. AssemblyScript's set() of a Float32Array clamps too, but it cuts
# the fraction off, and takes infinity for 0. A plain u8(x) is neither the one nor the other: it stops at 0 below, and
# above 255 it begins again at 0, except for numbers beyond 32 bits, which give 255.
#
# Output then, for -1.5, 1.5, 254.6, 300.7, 1e10 and infinity:
#   JavaScript, clamped set:      0,2,255,255,255,255
#   AssemblyScript, clamped set:  0,1,254,255,255,0
#   AssemblyScript, u8(x):        0,1,254,44,255,255
#
# Why it matters: a cover is computed in floats and stored in bytes. A pixel divided by a weight of zero comes out black where the same code
# in TypeScript made it white, and all are half a step darker on average: the test that compares both versions fails by one nearly everywhere.
. "$(dirname "$0")/support.sh"
packages assemblyscript@0.28.20
cat > pixels.ts <<'TS'
export function clampedSet(x: f32): u8 {
  const floats = new Float32Array(1);
  floats[0] = x;
  const bytes = new Uint8ClampedArray(1);
  bytes.set(floats);
  return bytes[0];
}
export function asByte(x: f32): u8 {
  return u8(x);
}
TS
npx asc pixels.ts --outFile pixels.wasm --optimize
cat > run.mjs <<'JS'
import { readFileSync } from 'node:fs';
const abort = () => {
  throw new Error('abort');
};
const { instance } = await WebAssembly.instantiate(readFileSync('pixels.wasm'), { env: { abort } });
const { clampedSet, asByte } = instance.exports;
const inJavaScript = (x) => {
  const bytes = new Uint8ClampedArray(1);
  bytes.set(Float32Array.of(x));
  return bytes[0];
};
const values = [-1.5, 1.5, 254.6, 300.7, 1e10, Number.POSITIVE_INFINITY];
const rows = [inJavaScript, clampedSet, asByte].map((convert) => values.map((x) => convert(x)).join());
['JavaScript, clamped set:', 'AssemblyScript, clamped set:', 'AssemblyScript, u8(x):'].forEach((name, i) => {
  console.log(`${name.padEnd(29)} ${rows[i]}`);
});
process.exit(rows.join(' ') === '0,2,255,255,255,255 0,1,254,255,255,0 0,1,254,44,255,255' ? 0 : 1);
JS
node run.mjs
