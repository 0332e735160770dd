#!/usr/bin/env bash
# Seen 2026-11-30 with Chromium 156, mediabunny 1.61.0, ffmpeg 5.1.
#
# Chromium's software encoder for H.264 converts what comes as RGBA (a canvas) to BT.709 of the full range, and says so: the file is
# yuvj420p, range pc, transfer iec61966-2-1, not the limited range that nearly all video has. A frame of I420 that follows in the same
# encoder is taken as it is: the levels of its own range, under the tags of the first frame. So white of the limited range, luma 235,
# is shown as a light grey, though the frame said what it meant and nothing warned.
#
# Input: two frames of plain white, the first from a canvas, the second as I420 with colorSpace BT.601, limited. Output then:
#   yuvj420p pc bt709 iec61966-2-1
#   first frame 253, second frame 233
#
# Why it matters: a pipeline that covers faces mixes both kinds as soon as it hands through what needs no drawing, or its renderer
# changes in the middle. Who knows BT.601 or 709, limited, from all other video takes the file for that, and compares wrong levels.
. "$(dirname "$0")/support.sh"
packages mediabunny@1.61.0
command -v ffmpeg ffprobe > /dev/null || { echo 'This needs ffmpeg.' >&2; exit 2; }
browser
cp node_modules/mediabunny/dist/bundles/mediabunny.mjs .
cat > run.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { openPage } from './browser.mjs';

const { page, origin, version, close } = await openPage();
await page.goto(origin);
const bytes = await page.evaluate(async () => {
  const { BufferTarget, Mp4OutputFormat, Output, Quality, VideoSample, VideoSampleSource } = await import('/mediabunny.mjs');
  const [width, height] = [320, 240];
  const output = new Output({ format: new Mp4OutputFormat(), target: new BufferTarget() });
  const source = new VideoSampleSource({ codec: 'avc', quality: new Quality('high') });
  output.addVideoTrack(source);
  await output.start();

  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  const planes = new Uint8Array(width * height * 1.5).fill(235, 0, width * height).fill(128, width * height);
  const colorSpace = { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false };
  const frame = new VideoFrame(planes, { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0, colorSpace });
  for (const [i, picture] of [canvas, frame].entries()) {
    const sample = new VideoSample(picture, { timestamp: i / 10, duration: 0.1 });
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  return [...new Uint8Array(output.target.buffer)];
});
await close();
writeFileSync('white.mp4', Buffer.from(bytes));

const said = execFileSync('ffprobe', [
  ...['-v', 'error', '-of', 'default=nw=1:nk=1', '-show_entries', 'stream=pix_fmt,color_range,color_space,color_transfer'],
  'white.mp4',
])
  .toString()
  .trim()
  .split('\n')
  .join(' ');
const rgb = execFileSync('ffmpeg', ['-v', 'error', '-i', 'white.mp4', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
const [first, second] = [rgb[0], rgb[rgb.length / 2]];
console.log(`Chromium ${version}`);
console.log(said);
console.log(`first frame ${first}, second frame ${second}`);
process.exit(said === 'yuvj420p pc bt709 iec61966-2-1' && first >= 250 && second <= 238 ? 0 : 1);
JS
node run.mjs
