#!/usr/bin/env bash
# Seen 2026-11-29 with mediabunny 1.61.0, Node 20, ffmpeg 5.1.
#
# The clock of an MPEG transport stream has 33 bits and begins again after 26.5 hours, so a camera that runs for days passes that
# point in the middle of some file. mediabunny knows: its timestamps go on through the turn, without a jump. But if the turn comes in a file's
# first minute, it numbers them from the turn, and what came before is negative. A conversion leaves negative times out by default (they
# are what an edit list cuts off). So everything before the turn is missing in the converted file. It is valid, says that no track was
# discarded, and warns of nothing.
#
# Input: four seconds at ten frames a second, whose clock turns after 2.3 s. Output then:
#   packets: 40, from -2.3 s to 1.6 s, none out of order
#   converted by ffmpeg: 40 frames
#   converted by mediabunny: 16 frames (valid, 0 tracks discarded)
#   converted by mediabunny from the first timestamp on: 40 frames
#
# Why it matters: people have footage of a surveillance camera anonymised in order to delete the original. Where a file is a minute long, one in
# every 26.5 hours loses a part, up to nearly all of it, though every frame that is there is right.
. "$(dirname "$0")/support.sh"
packages mediabunny@1.61.0
command -v ffmpeg ffprobe > /dev/null || { echo 'This needs ffmpeg.' >&2; exit 2; }
# 2^33 ticks of 90 kHz are 95443.7 s; the writer adds 1.4 s of its own.
ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=10:duration=4 -c:v libx264 -pix_fmt yuv420p -bf 0 -g 10 -output_ts_offset 95440 turn.ts
ffmpeg -v error -i turn.ts -c copy ffmpeg.mp4
cat > run.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ALL_FORMATS, BufferTarget, Conversion, EncodedPacketSink, FilePathSource, Input, Mp4OutputFormat, Output } from 'mediabunny';

const open = () => new Input({ formats: ALL_FORMATS, source: new FilePathSource('turn.ts') });
const probe = ['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0'];
const shown = (name) => Number.parseInt(execFileSync('ffprobe', [...probe, name]).toString(), 10);
const convert = async (name, options) => {
  const output = new Output({ format: new Mp4OutputFormat(), target: new BufferTarget() });
  const conversion = await Conversion.init({ input: open(), output, ...options });
  await conversion.execute();
  writeFileSync(name, Buffer.from(output.target.buffer));
  return `${conversion.isValid ? 'valid' : 'not valid'}, ${conversion.discardedTracks.length} tracks discarded`;
};

const times = [];
for await (const packet of new EncodedPacketSink(await open().getPrimaryVideoTrack()).packets()) times.push(packet.timestamp);
const disorder = times.filter((time, i) => i > 0 && Math.abs(time - times[i - 1] - 0.1) > 0.001).length;
const said = await convert('default.mp4');
await convert('whole.mp4', { trim: { start: times[0] } });

const frames = ['ffmpeg.mp4', 'default.mp4', 'whole.mp4'].map(shown);
console.log(`packets: ${times.length}, from ${times[0].toFixed(1)} s to ${times.at(-1).toFixed(1)} s, ${disorder || 'none'} out of order`);
console.log(`converted by ffmpeg: ${frames[0]} frames`);
console.log(`converted by mediabunny: ${frames[1]} frames (${said})`);
console.log(`converted by mediabunny from the first timestamp on: ${frames[2]} frames`);
process.exit(times.length === 40 && disorder === 0 && frames.join() === '40,16,40' && said === 'valid, 0 tracks discarded' ? 0 : 1);
JS
node run.mjs
