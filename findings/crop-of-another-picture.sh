#!/usr/bin/env bash
# Seen 2026-11-28 with @tensorflow/tfjs 4.22.0, backend webgl, Chromium 156 (SwiftShader).
#
# tf.image.cropAndResize(pictures, boxes, boxIndex, size) cuts boxes out of a batch of pictures; boxIndex says which picture a
# box belongs to. On WebGL a box whose picture number is not smaller than the number of boxes is cut out of another picture. There is
# no error. Three pictures with a box each are right; one box of the third picture is cut from the first. The CPU is right.
#
# Output then:
#   cpu:   one box of picture 3 shows 3; a box of each shows 1,2,3
#   webgl: one box of picture 3 shows 1; a box of each shows 1,2,3
#
# Why it matters: a detector that looks at several parts of a frame and crops the few faces it found gets the wrong part's
# pixels: the face that is compared, or drawn, is another one's. The usual test, a box for every picture, passes.
. "$(dirname "$0")/support.sh"
packages @tensorflow/tfjs@4.22.0
browser
cat > run.mjs <<'JS'
import { openPage } from './browser.mjs';
const { page, origin, close } = await openPage(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']);
await page.goto(origin);
await page.addScriptTag({ url: '/node_modules/@tensorflow/tfjs/dist/tf.min.js' });
const seen = await page.evaluate(async () => {
  const lines = [];
  for (const backend of ['cpu', 'webgl']) {
    await tf.setBackend(backend);
    const pictures = tf.tensor4d([1, 2, 3], [3, 1, 1, 1]).tile([1, 2, 2, 1]);
    const cut = async (numbers) => {
      const boxes = numbers.map(() => [0, 0, 1, 1]);
      return [...(await tf.image.cropAndResize(pictures, boxes, numbers, [1, 1]).data())].join();
    };
    lines.push(`${`${backend}:`.padEnd(6)} one box of picture 3 shows ${await cut([2])}; a box of each shows ${await cut([0, 1, 2])}`);
  }
  return lines.join('\n');
});
await close();
console.log(seen);
const then = 'cpu:   one box of picture 3 shows 3; a box of each shows 1,2,3\nwebgl: one box of picture 3 shows 1; a box of each shows 1,2,3';
process.exit(seen === then ? 0 : 1);
JS
node run.mjs
