#!/usr/bin/env bash
# Seen 2026-11-29 with fflate 0.8.3, Node 20.
#
# fflate writes zips as a stream (Zip) and reads them as a stream (Unzip). Written that way, a file's length is not known when
# its header is written, and follows its data. For a deflated file the data say where they end; for a stored one the reader can only look for
# the mark before the length. If the stored file is a zip that was written the same way, the first such mark is the inner one's. Then
# fflate's reader takes the outer file for ended there and goes on with what is inside as further entries. No error is reported: the
# outer file is said to be complete, with a length that depends on how the bytes were cut into pieces, and an entry appears that the
# archive's own list does not have. unzipSync, which reads that list, is right. Deflated, the same zip is right in both.
#
# Input: a zip of one file, stored in a zip. Output then:
#   unzipSync: in.zip 5124
#   Unzip, pieces of 100 bytes: in.zip 52, a.bin 5000
#   Unzip, pieces of 1000 bytes: in.zip 952, a.bin 5000
#   Unzip, one piece: in.zip 5202, a.bin 5000
#   Unzip, deflated, one piece: in.zip 5124
#
# Why it matters: pictures and videos are stored, since they are packed already, and streamed, since they are large; and a folder of results
# with an earlier day's zip in it is ordinary. What comes out has one file damaged, and one that nobody chose to pass on.
. "$(dirname "$0")/support.sh"
packages fflate@0.8.3
cat > run.mjs <<'JS'
import { Unzip, UnzipInflate, unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate';

const archive = (name, data, Entry) => {
  const parts = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  const entry = new Entry(name);
  zip.add(entry);
  entry.push(data, true);
  zip.end();
  return Buffer.concat(parts);
};
const lengths = (files) => files.map(([name, length]) => `${name} ${length}`).join(', ');
const streamed = (bytes, size) => {
  const files = [];
  const unzip = new Unzip((file) => {
    const seen = [file.name, 0];
    file.ondata = (error, data, final) => {
      if (error) throw error;
      seen[1] += data.length;
      if (final) files.push(seen);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < bytes.length; at += size) unzip.push(bytes.subarray(at, at + size), at + size >= bytes.length);
  return lengths(files);
};

const inner = archive('a.bin', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 251), ZipPassThrough);
const stored = archive('in.zip', inner, ZipPassThrough);
const seen = [
  `unzipSync: ${lengths(Object.entries(unzipSync(stored)).map(([name, data]) => [name, data.length]))}`,
  `Unzip, pieces of 100 bytes: ${streamed(stored, 100)}`,
  `Unzip, pieces of 1000 bytes: ${streamed(stored, 1000)}`,
  `Unzip, one piece: ${streamed(stored, 1e6)}`,
  `Unzip, deflated, one piece: ${streamed(archive('in.zip', inner, ZipDeflate), 1e6)}`,
];
console.log(seen.join('\n'));
const then = ['in.zip 5124', 'in.zip 52, a.bin 5000', 'in.zip 952, a.bin 5000', 'in.zip 5202, a.bin 5000', 'in.zip 5124'];
process.exit(seen.every((line, i) => line.endsWith(`: ${then[i]}`)) ? 0 : 1);
JS
node run.mjs
