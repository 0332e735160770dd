#!/usr/bin/env bash
# Seen 2026-11-28 with @mediapipe/tasks-vision 0.10.35 and 1.1.0, the models of @mediapipe/face_detection 0.4.1657300184, Chromium 156.
#
# Google's older npm package holds three face detection networks as .tflite. The newer library's FaceDetector runs these very
# networks, but refuses the files: the tensor's normalisation (mean and deviation 127.5) is expected as metadata inside the file,
# and the older package knew it in its code. The message speaks of pre-processing pictures, at the time when the model is loaded,
# before there is any picture. The weights are fine: with a few hundred bytes of metadata put in front they load and detect.
#
# Output then, for each of both versions:
#   NOT_FOUND: Input tensor has type float32: it requires specifying NormalizationOptions metadata to preprocess input images.
#
# Why it matters: one of the three, "full range sparse", finds small faces that the default model misses. Who takes the refusal
# for "not supported" ships the default, and with it faces that are not covered.
. "$(dirname "$0")/support.sh"
packages old@npm:@mediapipe/tasks-vision@0.10.35 new@npm:@mediapipe/tasks-vision@1.1.0 @mediapipe/face_detection@0.4.1657300184
browser
cat > run.mjs <<'JS'
import { openPage } from './browser.mjs';
const { page, origin, close } = await openPage();
// Nothing of this is anybody's business: version 1.1 reports usage (report-without-a-task.sh).
await page.route((url) => url.origin !== origin, (route) => route.abort());
await page.goto(origin);
const messages = [];
for (const library of ['old', 'new']) {
  messages.push(
    await page.evaluate(async (name) => {
      const { FaceDetector } = await import(`/node_modules/${name}/vision_bundle.mjs`);
      const wasm = `/node_modules/${name}/wasm/vision_wasm_internal`;
      const model = '/node_modules/@mediapipe/face_detection/face_detection_full_range_sparse.tflite';
      return FaceDetector.createFromOptions(
        { wasmLoaderPath: `${wasm}.js`, wasmBinaryPath: `${wasm}.wasm` },
        { baseOptions: { modelAssetPath: model, delegate: 'CPU' }, runningMode: 'IMAGE' },
      ).then(
        () => 'it loads',
        (error) => error.message.split(';')[0],
      );
    }, library),
  );
}
await close();
console.log(messages.join('\n'));
process.exit(messages.every((message) => message.includes('requires specifying NormalizationOptions metadata')) ? 0 : 1);
JS
node run.mjs
