#!/usr/bin/env bash
# Seen 2026-11-29 with mediabunny 1.61.0, Node 20, ffmpeg 5.1.
#
# A camera that writes an MPEG transport stream is switched off and on again. Its clock begins anew, and the recorder goes on writing into the
# same file, which transport streams allow. Where the new clock is less than a minute below the one that the file began with, mediabunny's
# timestamps go back with it. Where it is further below, the clock is taken for having run over, as it does every 26.5 hours, though it was
# nowhere near: what follows lies 26.5 hours later. Two seconds and two seconds become a recording of 26.5 hours, and a conversion writes it so: 40 frames,
# one of which stands for more than a day. ffmpeg, told to copy the same file, writes four seconds. A clock that did run over is not noticed where the
# file began at 0: the lowest time there is, is not a minute below that. The length of 28 hours is then half an hour.
#
# Output then, for a file that began at so many seconds, before the clock began anew at 1.4:
#   at 11 s: first recording from 11.4 s, second from 1.4 s, length 3 s
#   at 121 s: first recording from 121.4 s, second from 95445.1 s, length 95447 s
#   at 3601 s: first recording from 3601.4 s, second from 95445.1 s, length 95447 s
#   the last one converted by mediabunny: 40 frames, 91846 s; copied by ffmpeg: 4 s
#   a frame an hour for 28 hours: 28 frames, last at 1758 s, length 1758 s
#
# Why it matters: footage of a camera that was restarted is ordinary. Who shows progress, or writes a cover for every thirtieth of a second, by
# the length does some millions of frames of work for forty; who trusts the length of the first kind of file, 3 s, stops before the first frame.
. "$(dirname "$0")/support.sh"
packages mediabunny@1.61.0
command -v ffmpeg ffprobe > /dev/null || { echo 'This needs ffmpeg.' >&2; exit 2; }
# stream PICTURE SECONDS: two seconds at ten frames a second; the writer adds 1.4 s of its own to the clock.
stream() {
  ffmpeg -v error -f lavfi -i "$1=size=64x48:rate=10:duration=2" -c:v libx264 -pix_fmt yuv420p -bf 0 -g 10 -output_ts_offset "$2" -f mpegts -
}
for at in 10 120 3600; do { stream testsrc "$at"; stream testsrc2 0; } > "$at.ts"; done
ffmpeg -v error -i 3600.ts -c copy copied.mp4
ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=1/3600:duration=100800 -c:v libx264 -pix_fmt yuv420p -bf 0 -g 1 day.ts
cat > run.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ALL_FORMATS, BufferTarget, Conversion, EncodedPacketSink, FilePathSource, Input, Mp4OutputFormat, Output } from 'mediabunny';

const open = (name) => new Input({ formats: ALL_FORMATS, source: new FilePathSource(`${name}.ts`) });
const read = async (name) => {
  const input = open(name);
  const times = [];
  for await (const packet of new EncodedPacketSink(await input.getPrimaryVideoTrack()).packets()) times.push(packet.timestamp);
  return { times, length: Math.round(await input.computeDuration()) };
};
const probe = (name) => {
  const entries = 'stream=nb_read_packets:format=duration';
  const args = ['-v', 'error', '-count_packets', '-select_streams', 'v', '-show_entries', entries, '-of', 'json', name];
  const { streams, format } = JSON.parse(execFileSync('ffprobe', args).toString());
  return { frames: Number(streams[0].nb_read_packets), seconds: Math.round(format.duration) };
};
const seen = [];
for (const at of [10, 120, 3600]) {
  const { times, length } = await read(at);
  const [first, second] = [times[0], times[20]].map((time) => time.toFixed(1));
  seen.push(`at ${at + 1} s: first recording from ${first} s, second from ${second} s, length ${length} s`);
}
const output = new Output({ format: new Mp4OutputFormat(), target: new BufferTarget() });
await (await Conversion.init({ input: open(3600), output })).execute();
writeFileSync('converted.mp4', Buffer.from(output.target.buffer));
const { frames, seconds } = probe('converted.mp4');
seen.push(`the last one converted by mediabunny: ${frames} frames, ${seconds} s; copied by ffmpeg: ${probe('copied.mp4').seconds} s`);
const day = await read('day');
seen.push(`a frame an hour for 28 hours: ${day.times.length} frames, last at ${Math.round(day.times.at(-1))} s, length ${day.length} s`);
console.log(seen.join('\n'));
const then = `at 11 s: first recording from 11.4 s, second from 1.4 s, length 3 s
at 121 s: first recording from 121.4 s, second from 95445.1 s, length 95447 s
at 3601 s: first recording from 3601.4 s, second from 95445.1 s, length 95447 s
the last one converted by mediabunny: 40 frames, 91846 s; copied by ffmpeg: 4 s
a frame an hour for 28 hours: 28 frames, last at 1758 s, length 1758 s`;
process.exit(seen.join('\n') === then ? 0 : 1);
JS
node run.mjs
