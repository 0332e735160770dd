#!/usr/bin/env bash
# Seen 2026-11-29 with stackblur-canvas 3.0.1, Node 20.
#
# StackBlur blurs a rectangle: its functions take topX, topY, width, height and radius, and its README explains each as the rectangle's.
# canvasRGBA does that. imageDataRGBA, which is for pixels that one has already, reads neither topX nor topY, and takes the rectangle's
# width for the picture's. So it runs over the first width × height pixels of the data, as if those lay in rows of that width: what is
# changed is a band across the top of the picture, and smeared in the wrong order at that. The rectangle is left as it was.
#
# Input: a picture of 64 × 64, of which 20 × 20 pixels at 30, 30 are to be blurred. Output then:
#   imageDataRGBA changed columns 0 to 63 of rows 0 to 6; of the rectangle 0 of 400 pixels
#   imageDataRGB changed columns 0 to 63 of rows 0 to 6; of the rectangle 0 of 400 pixels
#
# Why it matters: it is the usual small library for blurring a face in a canvas, and pixels that came from a detector are ImageData. The call
# succeeds, something is blurred, and it is not the face.
. "$(dirname "$0")/support.sh"
packages stackblur-canvas@3.0.1
cat > run.mjs <<'JS'
import { imageDataRGB, imageDataRGBA } from 'stackblur-canvas';

const SIZE = 64;
const box = { x: 30, y: 30, size: 20 };
const seen = [imageDataRGBA, imageDataRGB].map((blur, i) => {
  const before = Uint8ClampedArray.from({ length: SIZE * SIZE * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at * 37 + (at >> 8) * 11) % 256));
  const data = before.slice();
  blur({ data, width: SIZE, height: SIZE }, box.x, box.y, box.size, box.size, 5);
  const changed = [];
  for (let pixel = 0; pixel < SIZE * SIZE; pixel++) {
    if ([0, 1, 2].some((channel) => data[pixel * 4 + channel] !== before[pixel * 4 + channel])) {
      changed.push({ x: pixel % SIZE, y: Math.floor(pixel / SIZE) });
    }
  }
  const range = (values) => `${Math.min(...values)} to ${Math.max(...values)}`;
  const within = ({ x, y }) => x >= box.x && x < box.x + box.size && y >= box.y && y < box.y + box.size;
  const where = `columns ${range(changed.map(({ x }) => x))} of rows ${range(changed.map(({ y }) => y))}`;
  const name = i === 0 ? 'imageDataRGBA' : 'imageDataRGB';
  return `${name} changed ${where}; of the rectangle ${changed.filter(within).length} of ${box.size ** 2} pixels`;
});
console.log(seen.join('\n'));
const then = 'changed columns 0 to 63 of rows 0 to 6; of the rectangle 0 of 400 pixels';
process.exit(seen.every((line) => line.endsWith(then)) ? 0 : 1);
JS
node run.mjs
