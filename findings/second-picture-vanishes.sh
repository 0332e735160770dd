#!/usr/bin/env bash
# Seen 2026-11-28 with @tensorflow/tfjs 4.22.0, backend cpu, Node 20.
#
# tf.image.transform takes a batch of pictures and one transform for each. On the CPU backend only the first picture of the
# batch is right. Here both pictures are to stay as they are (the identity); the second comes back as zeros, without an error.
# A batch of one is right, and so are the other backends, so a test with one picture, or one on WebGPU, does not notice.
#
# Output then:
#   one picture alone: 101,102,103,104
#   as second of two:  0,0,0,0
#
# Why it matters: an anonymiser turns all faces of a frame upright in one batch. On the fallback backend every face but the
# first would be an empty picture: to the recogniser that is to judge a cover, nobody.
. "$(dirname "$0")/support.sh"
packages @tensorflow/tfjs@4.22.0
cat > run.cjs <<'JS'
const tf = require('@tensorflow/tfjs');
(async () => {
  await tf.setBackend('cpu');
  const pictures = tf.tensor4d([1, 2, 3, 4, 101, 102, 103, 104], [2, 2, 2, 1]);
  const identity = [1, 0, 0, 0, 1, 0, 0, 0];
  const both = tf.image.transform(pictures, tf.tensor2d([identity, identity]), 'nearest').dataSync();
  const alone = tf.image.transform(pictures.slice(1), tf.tensor2d([identity]), 'nearest').dataSync();
  console.log(`one picture alone: ${alone.join()}\nas second of two:  ${both.slice(4).join()}`);
  process.exit(alone.join() === '101,102,103,104' && both.slice(4).join() === '0,0,0,0' ? 0 : 1);
})();
JS
node run.cjs 2>/dev/null
