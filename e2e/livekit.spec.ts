/** The library in LiveKit's own hands: whatever a page does with the processor, no raw picture arrives at the far end. */
import type { Page } from '@playwright/test';
import type { FarPicture, LiveKitHarness } from './harness/livekit.ts';
import { type Clip, makeClip, ONE_PERSON } from './support/clips.ts';
import { judgeArrivals } from './support/far-end.ts';
import { buildLibrary } from './support/library.ts';
import { expect, test } from './support/test.ts';

declare const livekit: LiveKitHarness;

test.beforeAll(() => {
  test.setTimeout(180_000);
  buildLibrary();
});

/** Faces that arrived as they were, and how many pictures could be judged. */
function judge(clip: Clip, pictures: readonly FarPicture[]) {
  const decoded = pictures.map(({ data, ...size }) => ({
    ...size,
    data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
  }));
  return judgeArrivals(decoded, clip);
}

async function open(page: Page, openWithCamera: (path: string) => Promise<Page>): Promise<[Page, Clip]> {
  const clip = await makeClip(page, ONE_PERSON);
  const tab = await openWithCamera(clip.path);
  await tab.goto('/e2e/harness/livekit.html');
  await tab.waitForFunction(() => 'livekit' in globalThis);
  return [tab, clip];
}

test('a second processor is refused while the first goes on; the mode is changed in place', async ({
  page,
  openWithCamera,
}) => {
  test.setTimeout(180_000);
  const [tab, clip] = await open(page, openWithCamera);
  const { pictures, refusals, sent } = await tab.evaluate(async () => {
    const { guiseProcessor } = await livekit.library();
    const options = { values: { style: 'black' }, renderer: 'cpu' } as const;
    const call = await livekit.openCall(options);
    const refusals: string[] = [];
    const pictures = await call.receive(60, async () => {
      for (let i = 0; i < 4; i++) {
        const next = i % 2 === 0 ? guiseProcessor(options) : call.processor;
        await call.track.setProcessor(next).catch((error: Error) => refusals.push(error.message));
        await call.frames(3);
        call.processor.configure({ mode: i % 2 === 0 ? 'edge' : 'mask' });
        await call.frames(3);
      }
    });
    return { pictures, refusals, sent: call.track.sender?.track === call.processor.processedTrack };
  });
  expect(refusals).toHaveLength(4);
  expect(refusals[0]).toContain('processor.configure');
  expect(sent).toBe(true);
  const { bare, judged } = judge(clip, pictures);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThan(5);
});

test('a camera that ends, another one after it, and a pause: covered all the while', async ({
  page,
  openWithCamera,
}) => {
  test.setTimeout(180_000);
  const [tab, clip] = await open(page, openWithCamera);
  const { pictures, live, paused } = await tab.evaluate(async () => {
    const reasons: string[] = [];
    const call = await livekit.openCall({
      values: { style: 'black' },
      renderer: 'cpu',
      onFrame: ({ reason }) => reasons.push(reason),
    });
    let paused: string[] = [];
    const pictures = await call.receive(60, async () => {
      const [device] = (await navigator.mediaDevices.enumerateDevices()).filter(
        ({ kind }) => kind === 'videoinput',
      );
      // LiveKit stops the camera and opens it again.
      await call.track.restartTrack({ deviceId: device?.deviceId });
      await call.frames(6);
      call.processor.pause();
      await call.frames(4);
      reasons.length = 0;
      await call.frames(3);
      paused = [...reasons];
      call.processor.resume();
      await call.frames(6);
    });
    return { pictures, live: call.processor.processedTrack?.readyState, paused };
  });
  expect(live).toBe('live');
  expect(new Set(paused)).toEqual(new Set(['paused']));
  const { bare, judged } = judge(clip, pictures);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThan(5);
});

test('a camera that the page stops ends the safe track, with words', async ({ page, openWithCamera }) => {
  test.setTimeout(120_000);
  const [tab] = await open(page, openWithCamera);
  const said = await tab.evaluate(async () => {
    const { anonymizeTrack } = await livekit.library();
    const troubles: (string | null)[] = [];
    const camera = await livekit.camera();
    const safe = await anonymizeTrack(camera, {
      renderer: 'cpu',
      onTrouble: (words) => troubles.push(words),
    });
    await safe.ready;
    camera.stop();
    while (safe.track.readyState === 'live') {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return troubles.at(-1);
  });
  expect(said).toBe('The camera was stopped.');
});

test('where models are not to be had, `ready` says so in words', async ({ page, openWithCamera, watch }) => {
  test.setTimeout(120_000);
  watch.expect(/404|model/);
  const [tab] = await open(page, openWithCamera);
  await tab.context().route(/\.tflite|face-detector.*\.bin/, (route) => route.fulfill({ status: 404 }));
  const said = await tab.evaluate(async () => {
    const { anonymizeTrack } = await livekit.library();
    const safe = await anonymizeTrack(await livekit.camera(), { renderer: 'cpu' });
    return safe.ready.then(
      () => 'ready',
      (error: Error) => error.message,
    );
  });
  expect(said).toContain('model');
});
