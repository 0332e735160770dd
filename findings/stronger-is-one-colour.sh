#!/usr/bin/env bash
# Seen 2026-11-29 with ffmpeg 5.1.9.
#
# gblur takes a sigma up to 1024 and one to six steps; more steps come nearer to a true Gaussian. A picture of one colour, blurred,
# is the same picture, and so it is with the default of one step for every sigma. With all six it is so for sigma 100; at 120 every
# number is 255, in luma and both chromas, which is magenta; at 300 every number is 0, which is green. Both are within the documented
# range; nothing is said. (The sums grow with sigma and steps beyond what 32-bit floats hold; then their scale falls below it.)
#
# Output then, luma and chroma of a picture that is 200, 110, 150:
#   sigma 1024, 1 step:  200 110 150
#   sigma 100, 6 steps:  200 110 150
#   sigma 120, 6 steps:  255 255 255
#   sigma 300, 6 steps:  0 0 0
#
# Why it matters: who wants to be safe takes the strongest blur. It is safe, and the video is gone: a frame of one colour, where a soft
# background was wanted. A check that nothing can be recognised any more finds it excellent.
. "$(dirname "$0")/support.sh"
command -v ffmpeg > /dev/null || { echo 'This needs ffmpeg.' >&2; exit 2; }
# blurred SIGMA STEPS: the different values of each plane, of 64 × 64 pixels.
blurred() {
  ffmpeg -v error -y -f lavfi -i 'color=size=64x64:rate=1:duration=1,format=yuv420p,geq=lum=200:cb=110:cr=150' \
    -vf "gblur=sigma=$1:steps=$2" -frames:v 1 -f rawvideo blurred.yuv
  local plane
  for plane in '0 4096' '4096 1024' '5120 1024'; do
    read -r skip count <<< "$plane"
    od -An -v -tu1 -w1 -j "$skip" -N "$count" blurred.yuv | tr -d ' ' | sort -nu | paste -sd,
  done | paste -sd' '
}
seen=$(
  echo "sigma 1024, 1 step:  $(blurred 1024 1)"
  echo "sigma 100, 6 steps:  $(blurred 100 6)"
  echo "sigma 120, 6 steps:  $(blurred 120 6)"
  echo "sigma 300, 6 steps:  $(blurred 300 6)"
)
echo "$seen"
[[ $seen == 'sigma 1024, 1 step:  200 110 150
sigma 100, 6 steps:  200 110 150
sigma 120, 6 steps:  255 255 255
sigma 300, 6 steps:  0 0 0' ]]
