#!/usr/bin/env bash
# Seen 2026-11-29 with ffmpeg 5.1.9.
#
# A face's box of 9 × 9 pixels at 7, 7 is covered in a video of the usual pixel format (yuv420p): with drawbox, and with the usual recipe
# for blurring, which is to crop the box out of a copy, change it, and overlay it at the same place. drawbox covers what it is told, 7 to 15.
# crop and overlay round to whole colour samples, position and size, and both downwards. So the cover is moved by one and is one smaller:
# columns 14 and 15 and rows 14 and 15 of the box stay as they were. A cover of its own, 9 × 9 and not cropped, fares the same. With
# overlay=format=yuv444, and crop=exact=1, it is right. Nothing is said about it.
#
# Output then, columns covered (and the same rows):
#   drawbox: 7 to 15
#   crop, change, overlay: 6 to 13
#   a cover of 9 x 9, overlay: 6 to 13
#   crop exactly, change, overlay in yuv444: 7 to 15
#
# Why it matters: detectors' boxes are odd as often as even. A box that is just large enough leaves two columns and two rows of the face
# bare, always on the right and below, in every frame; for the small faces in the background that is a good part of them.
. "$(dirname "$0")/support.sh"
command -v ffmpeg > /dev/null || { echo 'This needs ffmpeg.' >&2; exit 2; }
# covered FILTERS: first and last column and row that are black, in a white picture of 32 × 32.
covered() {
  ffmpeg -v error -f lavfi -i color=white:size=32x32:rate=1:duration=1,format=yuv420p \
    -f lavfi -i color=black:size=9x9:rate=1:duration=1,format=yuv420p -filter_complex "$1" -frames:v 1 -pix_fmt yuv420p -f rawvideo - |
    head -c 1024 | od -An -v -tu1 -w32 |
    awk '{ for (x = 1; x <= NF; x++) if ($x < 100) { if (!n++) { l = x; t = NR } r = x; b = NR } }
      END { printf "%d to %d", l - 1, r - 1; if (l != t || r != b) printf " (rows %d to %d)", t - 1, b - 1 }'
}
black='geq=lum=16:cb=128:cr=128'
seen=$(
  echo "drawbox: $(covered '[0]drawbox=7:7:9:9:black:fill')"
  echo "crop, change, overlay: $(covered "[0]split[a][b];[b]crop=9:9:7:7,$black[c];[a][c]overlay=7:7")"
  echo "a cover of 9 x 9, overlay: $(covered '[0][1]overlay=7:7')"
  echo "crop exactly, change, overlay in yuv444: $(covered "[0]format=yuv444p,split[a][b];[b]crop=9:9:7:7:exact=1,$black[c];[a][c]overlay=7:7:format=yuv444")"
)
echo "$seen"
[[ $seen == 'drawbox: 7 to 15
crop, change, overlay: 6 to 13
a cover of 9 x 9, overlay: 6 to 13
crop exactly, change, overlay in yuv444: 7 to 15' ]]
