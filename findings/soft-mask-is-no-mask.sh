#!/usr/bin/env bash
# Seen 2026-11-29 with @tensorflow/tfjs-core, -backend-cpu and -backend-wasm 4.22.0, Node 20.
#
# tf.cast(x, 'bool') is false for 0 and true for everything else. The CPU backend does so. WASM stores the number in a byte and
# drops what does not fit: 0.3 becomes 0, 256 becomes 0, 2 stays 2. So a value between 0 and 1 is false, a multiple of 256 is false,
# and a "true" can be counted twice. The tensor's dtype says bool, tf.where and tf.any take it as it is, and nothing complains.
#
# Output then, for 0.3, 0.99, 1, 2 and 256:
#   cpu:  as bool 1,1,1,1,1; counted 5; tf.where covers 1,1,1,1,1
#   wasm: as bool 0,0,1,2,0; counted 3; tf.where covers 0,0,1,1,0
#
# Why it matters: a network's mask is soft, numbers between 0 and 1, and "whatever is not zero is covered" is how one writes the careful
# choice. On this backend it is the most careless one: all of the mask's soft edge, and every face that is not quite certain, is left bare.
. "$(dirname "$0")/support.sh"
packages @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > run.cjs <<'JS'
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
const { dirname } = require('node:path');
setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
(async () => {
  const lines = [];
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const mask = tf.cast(tf.tensor1d([0.3, 0.99, 1, 2, 256]), 'bool');
    const covered = tf.where(mask, tf.onesLike(tf.cast(mask, 'float32')), 0);
    const values = (tensor) => [...tensor.dataSync()].join();
    lines.push(`${`${backend}:`.padEnd(5)} as bool ${values(mask)}; counted ${values(tf.sum(mask))}; tf.where covers ${values(covered)}`);
  }
  const seen = lines.join('\n');
  console.log(seen);
  const then =
    'cpu:  as bool 1,1,1,1,1; counted 5; tf.where covers 1,1,1,1,1\nwasm: as bool 0,0,1,2,0; counted 3; tf.where covers 0,0,1,1,0';
  process.exit(seen === then ? 0 : 1);
})();
JS
node run.cjs 2>/dev/null
