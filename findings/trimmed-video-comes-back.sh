#!/usr/bin/env bash
# Seen 2026-11-28 with mediabunny 1.61.0, Node 20, ffmpeg 5.1.
#
# Phones and players trim a recording without encoding it again: the file keeps every frame, and an edit list says which part is to be
# shown. mediabunny takes the beginning from it: frames before it get negative times and a conversion drops them. The edit's
# length it does not read. So the end that was cut off comes back, in the list of packets, in the length and in a converted
# file, without a warning. (Of two or more edits only the first counts; that it says on the console.)
#
# Input: four seconds at ten frames a second, of which the edit list shows the second one. Output then:
#   ffprobe shows 10 frames
#   mediabunny: 3 s long, last packet at 2.9 s
#   converted by mediabunny, ffprobe shows 30 frames
#
# Why it matters: people trim what nobody should see. A tool that covers faces and shows two seconds more than the original has
# made the file less private than it was.
. "$(dirname "$0")/support.sh"
packages mediabunny@1.61.0
command -v ffmpeg ffprobe > /dev/null || { echo 'This needs ffmpeg.' >&2; exit 2; }
ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=10:duration=4 -c:v libx264 -pix_fmt yuv420p -bf 0 whole.mp4
cat > run.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { ALL_FORMATS, BufferSource, BufferTarget, Conversion, EncodedPacketSink, Input, Mp4OutputFormat, Output } from 'mediabunny';

// The one edit of the file (version 0 of the box): length in the movie's units, then start in the track's.
const file = readFileSync('whole.mp4');
const scale = (box, at) => file.readUInt32BE(file.indexOf(box) + at);
const edit = file.indexOf('elst') + 12;
file.writeUInt32BE(scale('mvhd', 16), edit);
file.writeUInt32BE(scale('mdhd', 16), edit + 4);
writeFileSync('trimmed.mp4', file);

const shown = (name) =>
  execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', name])
    .toString()
    .trim()
    .split('\n').length;
const open = () => new Input({ formats: ALL_FORMATS, source: new BufferSource(file) });

const input = open();
let last = 0;
for await (const packet of new EncodedPacketSink(await input.getPrimaryVideoTrack()).packets()) last = packet.timestamp;
const length = await input.computeDuration();

const output = new Output({ format: new Mp4OutputFormat(), target: new BufferTarget() });
await (await Conversion.init({ input: open(), output })).execute();
writeFileSync('converted.mp4', Buffer.from(output.target.buffer));

const frames = [shown('trimmed.mp4'), shown('converted.mp4')];
console.log(`ffprobe shows ${frames[0]} frames`);
console.log(`mediabunny: ${length} s long, last packet at ${last.toFixed(1)} s`);
console.log(`converted by mediabunny, ffprobe shows ${frames[1]} frames`);
process.exit(frames[0] === 10 && frames[1] === 30 && length === 3 ? 0 : 1);
JS
node run.mjs
