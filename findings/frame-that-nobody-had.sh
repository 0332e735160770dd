#!/usr/bin/env bash
# Seen 2026-11-28 with Chromium 156. Takes some 30 seconds.
#
# A camera's VideoFrames have to be closed by whoever gets them. Give a MediaStreamTrackProcessor's stream to a worker which
# cancels it without reading: no code has ever got a frame, so there is none to close. Still Chromium says, not each time but in
# some of ten, that a VideoFrame was garbage collected without being closed. Transferring a stream makes the page read one frame
# ahead, and cancelling drops it. The same worker that reads some frames, closes them and then cancels, leaves none behind.
#
# Output then:
#   ten streams cancelled after 0 frames: frames left unclosed
#   ten streams cancelled after 5 frames: none left unclosed
#
# Why it matters: a live anonymiser starts and stops cameras all day, and its raw frames should be gone when it says so. This one holds a raw
# picture, and one of the camera's few buffers, until the collector comes. Code that closes everything it gets cannot prevent it.
. "$(dirname "$0")/support.sh"
browser
cat > run.mjs <<'JS'
import { openPage } from './browser.mjs';
const flags = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--js-flags=--expose-gc'];
const counts = [];
for (const frames of [0, 5]) {
  const { page, origin, close } = await openPage(flags);
  let left = 0;
  page.on('console', (message) => {
    left += message.text().startsWith('A VideoFrame was garbage collected without being closed') ? 1 : 0;
  });
  await page.goto(origin);
  await page.evaluate(async (count) => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const work = async ({ data: { readable, count } }) => {
      const reader = readable.getReader();
      for (let i = 0; i < count; i++) (await reader.read()).value.close();
      await reader.cancel();
      postMessage('cancelled');
    };
    for (let stream = 0; stream < 10; stream++) {
      const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
      const { readable } = new MediaStreamTrackProcessor({ track });
      const worker = new Worker(URL.createObjectURL(new Blob([`onmessage = ${work}`])));
      const cancelled = new Promise((resolve) => {
        worker.onmessage = resolve;
      });
      worker.postMessage({ readable, count }, [readable]);
      await cancelled;
      await pause(300);
      track.stop();
    }
    // Chromium says it at most every ten seconds.
    for (let i = 0; i < 24; i++) {
      gc();
      await pause(500);
    }
  }, frames);
  await close();
  counts.push(left);
  console.log(`ten streams cancelled after ${frames} frames: ${left > 0 ? 'frames' : 'none'} left unclosed`);
}
process.exit(counts[0] > 0 && counts[1] === 0 ? 0 : 1);
JS
node run.mjs
