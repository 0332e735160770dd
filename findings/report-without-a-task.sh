#!/usr/bin/env bash
# Seen 2026-11-28 with @mediapipe/tasks-vision 0.10.35 and 1.1.0, a model of
# @mediapipe/face_detection 0.4.1657300184, Chromium 156. Takes some 75 seconds.
#
# From version 1 on the library reports its use to its maker, as its README says. What one does not expect: a page that failed to
# create a detector, and so has nothing to use or to close, still sends a request, a little over a minute later. The page's picture is
# not in it; that the page was open, and when, is. 0.10.35 sends nothing.
#
# Output then:
#   0.10.35: 0 requests to another origin
#   1.1.0: 1 request to another origin (POST after 63 s)
#
# Why it matters: "runs on your device" is read as "talks to nobody". A test that is shorter than a minute, or that counts on
# the failed start, passes. (Requests are stopped here before they leave the machine.)
. "$(dirname "$0")/support.sh"
packages old@npm:@mediapipe/tasks-vision@0.10.35 new@npm:@mediapipe/tasks-vision@1.1.0 @mediapipe/face_detection@0.4.1657300184
browser
cat > run.mjs <<'JS'
import { openPage } from './browser.mjs';
const counts = await Promise.all(
  ['old', 'new'].map(async (name) => {
    const { page, origin, close } = await openPage();
    const sent = [];
    const began = Date.now();
    await page.route(
      (url) => url.origin !== origin,
      (route) => {
        sent.push(`${route.request().method()} after ${Math.round((Date.now() - began) / 1000)} s`);
        return route.abort();
      },
    );
    await page.goto(origin);
    const created = await page.evaluate(async (library) => {
      const { FaceDetector } = await import(`/node_modules/${library}/vision_bundle.mjs`);
      // A model that the library reads and then refuses (refused-for-its-label.sh).
      const model = '/node_modules/@mediapipe/face_detection/face_detection_short_range.tflite';
      const wasm = `/node_modules/${library}/wasm/vision_wasm_internal`;
      return FaceDetector.createFromOptions(
        { wasmLoaderPath: `${wasm}.js`, wasmBinaryPath: `${wasm}.wasm` },
        { baseOptions: { modelAssetPath: model, delegate: 'CPU' }, runningMode: 'IMAGE' },
      ).then(
        () => true,
        () => false,
      );
    }, name);
    if (created) throw new Error('The detector was created.');
    await page.waitForTimeout(70_000);
    await close();
    return sent;
  }),
);
for (const [i, version] of ['0.10.35', '1.1.0'].entries()) {
  const { length } = counts[i];
  console.log(`${version}: ${length} request${length === 1 ? '' : 's'} to another origin${length ? ` (${counts[i].join(', ')})` : ''}`);
}
process.exit(counts[0].length === 0 && counts[1].length > 0 ? 0 : 1);
JS
node run.mjs
