#!/usr/bin/env bash
# Seen 2026-11-29 with ffmpeg 5.1.9.
#
# Two filters put a cover over a frame where a mask is white: maskedmerge, which takes frame, cover and mask, and alphamerge, which
# makes the mask the cover's alpha, for overlay. Given the same three pictures they differ. In a video's usual range white is 235,
# not 255. alphamerge has it converted, and the cover is opaque. maskedmerge takes the number as it stands: 235 of 255 parts of the
# cover, and 20 parts of what was to be covered. The mask here is a white PNG, 255 everywhere; ffmpeg makes it 235 by itself.
#
# Input: a ramp of luma 16 to 235, covered with black by a wholly white mask. Output then:
#   alphamerge and overlay: luma 16
#   maskedmerge: luma 16 to 33, in 18 steps
#
# Why it matters: to the eye both frames are black. In the second one a thirteenth of the face is left, in eighteen steps of grey, and
# turning up the contrast shows it.
. "$(dirname "$0")/support.sh"
command -v ffmpeg > /dev/null || { echo 'This needs ffmpeg.' >&2; exit 2; }
inputs=(
  -f lavfi -i 'color=size=220x16:rate=1:duration=1,format=yuv420p,geq=lum=16+X:cb=128:cr=128'
  -f lavfi -i 'color=black:size=220x16:rate=1:duration=1,format=yuv420p'
  -i mask.png
)
ffmpeg -v error -f lavfi -i color=white:size=220x16:rate=1:duration=1,format=rgb24 -frames:v 1 mask.png
# covered FILTERS: the different lumas of the frame, least first.
covered() {
  ffmpeg -v error "${inputs[@]}" -filter_complex "$1" -frames:v 1 -pix_fmt yuv420p -f rawvideo - | head -c $((220 * 16)) |
    od -An -v -tu1 -w1 | tr -d ' ' | sort -nu | tr '\n' ' '
}
over=$(covered '[1][2]alphamerge[cover];[0][cover]overlay')
merged=$(covered '[0][1][2]maskedmerge')
echo "alphamerge and overlay: luma $over"
read -ra lumas <<< "$merged"
echo "maskedmerge: luma ${lumas[0]} to ${lumas[-1]}, in ${#lumas[@]} steps"
[[ $over == '16 ' && ${lumas[0]} == 16 && ${lumas[-1]} == 33 && ${#lumas[@]} == 18 ]]
