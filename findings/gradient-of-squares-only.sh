#!/usr/bin/env bash
# Seen 2026-11-28 with @tensorflow/tfjs 4.22.0, backend cpu, Node 20.
#
# The CPU backend has a gradient for tf.image.resizeBilinear, and it is right where the picture's height equals its width. For
# any other picture tf.grad throws: the gradient comes back with height and width exchanged.
#
# Output then:
#   4 × 4: a gradient of shape 1,4,4,1
#   3 × 2: Error in gradient for op ResizeBilinear. The gradient of input 'images' has shape '1,2,3,1', which does not match the shape of the input '1,3,2,1'
#
# Why it matters: networks that redraw faces resize feature maps in training. Face crops are square, so everything works until the
# first time that a loss is taken over a whole frame, or over a 112 × 96 crop as face recognisers want it.
. "$(dirname "$0")/support.sh"
packages @tensorflow/tfjs@4.22.0
cat > run.cjs <<'JS'
const tf = require('@tensorflow/tfjs');
(async () => {
  await tf.setBackend('cpu');
  const gradient = (height, width) => {
    const resized = (picture) => tf.image.resizeBilinear(picture, [2 * height, 2 * width]).sum();
    try {
      return `a gradient of shape ${tf.grad(resized)(tf.ones([1, height, width, 1])).shape.join()}`;
    } catch (error) {
      return error.message;
    }
  };
  const [square, tall] = [gradient(4, 4), gradient(3, 2)];
  console.log(`4 × 4: ${square}\n3 × 2: ${tall}`);
  process.exit(square.endsWith('1,4,4,1') && tall.includes("has shape '1,2,3,1'") ? 0 : 1);
})();
JS
node run.cjs 2>/dev/null
