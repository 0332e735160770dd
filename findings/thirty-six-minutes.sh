#!/usr/bin/env bash
# Seen 2026-11-29 with fflate 0.8.3, Node 20, Info-ZIP UnZip 6.0.
#
# A zip's end says in 16 bits how many files there are; beyond 65,535 the format has a second, longer end (zip64). fflate reads
# that but does not write it. Given 70,000 files it does not refuse: it writes them all, lists them all, and notes the number modulo 65,536.
# Who expects a broken file is wrong, too: unzip lists all 70,000, because it goes by the list's length. It is fflate itself that believes the
# number and reads the first 4,464. Nobody reports an error, neither when writing nor when reading.
#
# Output then:
#   zipSync wrote 70000 files: unzip lists 70000, unzipSync reads 4464
#   Zip (streamed) wrote 70000 files: unzip lists 70000, unzipSync reads 4464
#
# Why it matters: a recording as a zip of pictures passes 65,535 after 36 minutes at thirty frames a second. Made with this library and opened
# with another program it is whole; read back with this library, to look every picture over again before it is passed on, 94 % are not looked at.
. "$(dirname "$0")/support.sh"
packages fflate@0.8.3
command -v unzip > /dev/null || { echo 'This needs unzip.' >&2; exit 2; }
cat > run.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { unzipSync, Zip, ZipPassThrough, zipSync } from 'fflate';

const names = Array.from({ length: 70_000 }, (_, i) => `${i}.png`);
const streamed = () => {
  const parts = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for (const [i, name] of names.entries()) {
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    entry.push(Uint8Array.of(i % 256), true);
  }
  zip.end();
  return Buffer.concat(parts);
};
const seen = [
  ['zipSync', zipSync(Object.fromEntries(names.map((name, i) => [name, Uint8Array.of(i % 256)])), { level: 0 })],
  ['Zip (streamed)', streamed()],
].map(([writer, bytes]) => {
  writeFileSync('pictures.zip', bytes);
  const listed = execFileSync('unzip', ['-Z1', 'pictures.zip'], { maxBuffer: 1e8 }).toString().trim().split('\n').length;
  return `${writer} wrote ${names.length} files: unzip lists ${listed}, unzipSync reads ${Object.keys(unzipSync(bytes)).length}`;
});
console.log(seen.join('\n'));
process.exit(seen.every((line) => line.endsWith('wrote 70000 files: unzip lists 70000, unzipSync reads 4464')) ? 0 : 1);
JS
node run.mjs
