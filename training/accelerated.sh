#!/usr/bin/env bash
# Trains the persona's encoder for ten minutes where a CUDA card is at hand, and brings one small file back: RUN/encoder.pt (4 MB).
# Nothing needs it: `persona-train` does the same on a CPU, in hours.
#
#   python3 -m guise_training persona-train runs/persona/wide --run runs/persona --write-pack runs/pack.npz    # once, here
#   bash accelerated.sh runs/pack.npz runs/accelerated                                                         # where the card is
#   cp runs/accelerated/encoder.pt runs/persona/ && python3 -m guise_training persona-export runs/persona      # here again
#
# MINUTES (9), STEPS (20000) and BATCH (256) may be set; a run that is there is gone on with.
set -euo pipefail
cd "$(dirname "$0")"
pack=${1:?name the pack (persona-train --write-pack)}
run=${2:-runs/accelerated}
python=${PYTHON:-python3}
device=$("$python" -c 'import torch; print("cuda" if torch.cuda.is_available() else "cpu")')
size=$(stat -c %s "$pack")
[ "$size" -lt 62914560 ] || { echo "$pack has $size bytes: more than the 60 MB that are carried"; exit 1; }
"$python" -m guise_training persona-train --pack "$pack" --run "$run" --device "$device" \
  --minutes "${MINUTES:-9}" --steps "${STEPS:-20000}" --batch "${BATCH:-256}"
[ "$(stat -c %s "$run/encoder.pt")" -lt 16777216 ] || { echo "$run/encoder.pt is too large to bring back"; exit 1; }
echo "bring back $run/encoder.pt"
