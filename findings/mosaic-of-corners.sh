#!/usr/bin/env bash
# Seen 2026-11-29 with jimp 1.6.1 and @silvia-odwyer/photon-node 0.3.4, Node 20.
#
# A mosaic shows the mean of every block: that is what it looks like. These two libraries' pixelate and pixelize show something else. photon
# takes the pixel in the block's upper left corner; Jimp takes that pixel and its eight neighbours, five of which lie in other blocks. So
# of the 256 pixels of a block one counts, or four, and the others are not looked at. A white picture with small black dots, one
# where four blocks meet, becomes wholly black. Jimp's blocks also lie where the whole picture's grid has them: told to
# begin at column 5, it fills columns 5 to 15 with what is at column 0, outside of the part that it was given.
#
# Output then:
#   white with black dots, mean 246: jimp shows 0, photon shows 0
#   jimp, white from column 5 on, black before: columns 5 to 15 show 0, columns 16 on show 255
#
# Why it matters: a mosaic of single pixels moves with the face in a video, and each frame gives away other pixels of it, unblurred; means
# tell less. And a face that moves past a dot flashes from white to black.
. "$(dirname "$0")/support.sh"
packages jimp@1.6.1 @silvia-odwyer/photon-node@0.3.4
cat > run.mjs <<'JS'
import photon from '@silvia-odwyer/photon-node';
import { Jimp } from 'jimp';

const SIZE = 64;
const BLOCK = 16;
// The corners of the blocks and the pixels round them.
const near = (v) => [0, 1, BLOCK - 1].includes(v % BLOCK);
const picture = (isBlack) => {
  const data = Buffer.alloc(SIZE * SIZE * 4, 255);
  for (let at = 0; at < SIZE * SIZE; at++) {
    if (isBlack(at % SIZE, Math.floor(at / SIZE))) data.fill(0, at * 4, at * 4 + 3);
  }
  return data;
};
const reds = (data) => [...data].filter((_, at) => at % 4 === 0);
const values = (data) => [...new Set(reds(data))].join();

const dots = picture((x, y) => near(x) && near(y));
const mean = Math.round(reds(dots).reduce((sum, red) => sum + red, 0) / SIZE ** 2);
const byPhoton = new photon.PhotonImage(new Uint8Array(dots), SIZE, SIZE);
photon.pixelize(byPhoton, BLOCK);
const jimp = (data) => Jimp.fromBitmap({ width: SIZE, height: SIZE, data: Buffer.from(data) });
const byJimp = jimp(dots).pixelate(BLOCK);

const part = jimp(picture((x) => x < 5)).pixelate({ size: BLOCK, x: 5, y: 0, w: SIZE - 5, h: SIZE });
const row = reds(part.bitmap.data).slice(0, SIZE);
const shown = (from, to) => [...new Set(row.slice(from, to))].join();
const seen = [
  `white with black dots, mean ${mean}: jimp shows ${values(byJimp.bitmap.data)}, photon shows ${values(byPhoton.get_raw_pixels())}`,
  `jimp, white from column 5 on, black before: columns 5 to 15 show ${shown(5, 16)}, columns 16 on show ${shown(16, SIZE)}`,
].join('\n');
console.log(seen);
const then =
  'white with black dots, mean 246: jimp shows 0, photon shows 0\njimp, white from column 5 on, black before: columns 5 to 15 show 0, columns 16 on show 255';
process.exit(seen === then ? 0 : 1);
JS
node run.mjs
