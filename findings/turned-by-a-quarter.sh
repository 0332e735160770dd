#!/usr/bin/env bash
# Seen 2026-11-29 with @tensorflow/tfjs-core, -backend-cpu and -backend-wasm 4.22.0, Node 20.
#
# tf.image.rotateWithOffset turns pictures about their centre, by default half of width and height. A quarter turn of a square picture
# should put every pixel on another one's place. It does not: the centre counts pixels from their corners, and the pixels are looked up
# as if they lay on the whole numbers. Everything ends up one pixel off, one row (after half a turn a row and a column) has left
# the picture, and its place is filled. Both backends agree. A centre of (width - 1) / 2 / width turns exactly.
#
# Output then, for rows 1,2,3 and 4,5,6 and 7,8,9 (0 is the fill):
#   a quarter turn: 0,0,0 and 3,6,9 and 2,5,8
#   half a turn:    0,0,0 and 0,9,8 and 0,6,5
#   half a turn about (3 - 1) / 2 / 3: 9,8,7 and 6,5,4 and 3,2,1
#
# Why it matters: a detector that finds upright faces only is shown the frame turned, for people lying down, and a crop is turned upright for a
# recogniser. A shift of a pixel hides in a large picture, but in a small feature map it is a cell, and it comes back doubled when the boxes are
# turned back by the exact formula; the lost row is the frame's edge, where a face comes in.
. "$(dirname "$0")/support.sh"
packages @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > run.cjs <<'JS'
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
const { dirname } = require('node:path');
setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
const turn = (radians, centre) => {
  const picture = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const turned = tf.reshape(tf.image.rotateWithOffset(picture, radians, 0, centre), [3, 3]).arraySync();
  return turned.map((row) => row.join()).join(' and ');
};
(async () => {
  const seen = [];
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const third = (3 - 1) / 2 / 3;
    seen.push([turn(Math.PI / 2), turn(Math.PI), turn(Math.PI, [third, third])].join('; '));
  }
  const [quarter, half, exact] = seen[0].split('; ');
  console.log(`a quarter turn: ${quarter}\nhalf a turn:    ${half}\nhalf a turn about (3 - 1) / 2 / 3: ${exact}`);
  const then = '0,0,0 and 3,6,9 and 2,5,8; 0,0,0 and 0,9,8 and 0,6,5; 9,8,7 and 6,5,4 and 3,2,1';
  process.exit(seen.every((lines) => lines === then) ? 0 : 1);
})();
JS
node run.cjs 2>/dev/null
