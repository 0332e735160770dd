#!/usr/bin/env bash
# Seen 2026-11-29 with @tensorflow/tfjs-core, -backend-cpu and -backend-wasm 4.22.0, Node 20.
#
# Every value of a picture is 200. Its tf.mean is 200 on the CPU backend. On WASM the values are added one after the other in 32
# bits: once the sum is large, each 200 that is added is rounded to what the sum can still hold, always in the same direction. So the
# error is not some last digit: it is a tenth and more, up or down, depending on the picture's size, and even a 640 × 480 picture, or
# one channel of a full-HD picture, is a hundredth or more off. There is no error and no warning.
#
# Output then:
#   640 × 480, all channels:    cpu 200, wasm 197.8
#   1920 × 1080, one channel:   cpu 200, wasm 194.6
#   3840 × 2160, one channel:   cpu 200, wasm 213.7
#   3840 × 2160, all channels:  cpu 200, wasm 172.6
#
# Why it matters: the mean says whether a camera is dark or covered, normalises a frame before a network sees it, and is the loss
# that says how much a cover changed. A test on a small picture passes, and so does one of any size on the CPU backend.
. "$(dirname "$0")/support.sh"
packages @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > run.cjs <<'JS'
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
const { dirname } = require('node:path');
setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
const sizes = [
  [640, 480, 3],
  [1920, 1080, 1],
  [3840, 2160, 1],
  [3840, 2160, 3],
];
(async () => {
  const means = { cpu: [], wasm: [] };
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    // One channel: the mean of each of three, as a normalisation takes it.
    for (const [width, height, channels] of sizes) {
      const axes = channels === 1 ? [0, 1] : undefined;
      const mean = tf.tidy(() => tf.mean(tf.fill([height, width, 3], 200), axes).dataSync()[0]);
      means[backend].push(mean.toFixed(1).replace('.0', ''));
    }
  }
  sizes.forEach(([width, height, channels], i) => {
    const name = `${width} × ${height}, ${channels === 1 ? 'one channel' : 'all channels'}:`;
    console.log(`${name.padEnd(27)} cpu ${means.cpu[i]}, wasm ${means.wasm[i]}`);
  });
  process.exit(means.cpu.every((mean) => mean === '200') && means.wasm.join() === '197.8,194.6,213.7,172.6' ? 0 : 1);
})();
JS
node run.cjs 2>/dev/null
