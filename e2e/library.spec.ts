/** The library as it is built for others: what arrives at the far end of a peer connection has its faces covered. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { GuiseProcessor } from '../src/library/guise.d.ts';
import { makeClip, ONE_PERSON, type Picture } from './support/clips.ts';
import { judgeArrivals } from './support/far-end.ts';
import { buildLibrary } from './support/library.ts';
import { expect, test } from './support/test.ts';

test.beforeAll(() => {
  test.setTimeout(180_000);
  buildLibrary();
});

test('is typed, brings no React, and refuses what is no video', async ({ page }) => {
  // Complete in itself: the modes are written out, in place of the module that they are derived from.
  const types = readFileSync('dist-test/guise/guise.d.ts', 'utf8');
  expect(types).toMatch(/export type GuiseMode =( \|? ?'[a-z-]+')+;/);
  expect(types).not.toContain('import(');
  const scripts = (readdirSync('dist-test/guise', { recursive: true }) as string[]).filter((name) =>
    name.endsWith('.js'),
  );
  expect(scripts.length).toBeGreaterThan(3);
  const withReact = scripts.filter((name) =>
    /react\.(?:element|transitional|fragment)|useState/.test(
      readFileSync(join('dist-test/guise', name), 'utf8'),
    ),
  );
  expect(withReact).toEqual([]);
  // The page's own script has it: the search can find it.
  const pages = readdirSync('dist-test/assets').filter((name) => /^start-.*\.js$/.test(name));
  expect(
    pages.some((name) => /react\.transitional/.test(readFileSync(join('dist-test/assets', name), 'utf8'))),
  ).toBe(true);
  await page.goto('/e2e/harness/media.html');
  const refused = await page.evaluate(async () => {
    const library = '/guise/guise.js';
    const { anonymizeTrack } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const tone = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
    return anonymizeTrack(tone as MediaStreamTrack).catch((error: Error) => error.name);
  });
  expect(refused).toBe('TypeError');
});

test('without WebAssembly SIMD `ready` says so in words', async ({ page }) => {
  await page.goto('/e2e/harness/media.html');
  const said = await page.evaluate(async () => {
    WebAssembly.validate = () => false;
    const library = '/guise/guise.js';
    const { anonymizeTrack } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const camera = await navigator.mediaDevices.getUserMedia({ video: true });
    const safe = await anonymizeTrack(camera.getVideoTracks()[0] as MediaStreamTrack, { renderer: 'cpu' });
    const said = await safe.ready.then(
      () => 'ready',
      (error: Error) => error.message,
    );
    safe.stop();
    return said;
  });
  expect(said).toContain('no WebAssembly SIMD');
});

/** What a video element shows of the far end, as RGBA. */
async function receive(page: Page, count: number): Promise<Picture[]> {
  const pictures = await page.evaluate(async (wanted) => {
    const library = '/guise/guise.js';
    const { anonymizeTrack } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const [raw] = camera.getVideoTracks();
    const safe = await anonymizeTrack(raw as MediaStreamTrack, {
      values: { style: 'black' },
      renderer: 'cpu',
      onFrame: ({ covered }) => {
        shown ||= covered === 'faces';
      },
    });
    let shown = false;
    safe.track.contentHint = 'detail';
    const near = new RTCPeerConnection();
    const far = new RTCPeerConnection();
    near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
    far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
    const arrived = new Promise<MediaStreamTrack>((resolve) => {
      far.ontrack = ({ track }) => resolve(track);
    });
    near.addTrack(safe.track, new MediaStream([safe.track]));
    await near.setLocalDescription(await near.createOffer());
    await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
    await far.setLocalDescription(await far.createAnswer());
    await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = new MediaStream([await arrived]);
    await video.play();
    const out: { width: number; height: number; data: string }[] = [];
    const canvas = new OffscreenCanvas(640, 480);
    const context = canvas.getContext('2d', {
      willReadFrequently: true,
    }) as OffscreenCanvasRenderingContext2D;
    while (out.length < wanted) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      if (video.videoWidth !== 640 || !shown) {
        continue;
      }
      context.drawImage(video, 0, 0);
      const { data } = context.getImageData(0, 0, 640, 480);
      out.push({ width: 640, height: 480, data: new Uint8Array(data.buffer).toBase64() });
    }
    near.close();
    far.close();
    safe.stop();
    (raw as MediaStreamTrack).stop();
    if (safe.report().frames < wanted / 2 || safe.track.readyState !== 'ended') {
      throw new Error(`unlikely: ${JSON.stringify(safe.report())}, ${safe.track.readyState}`);
    }
    return out;
  }, count);
  return pictures.map(({ width, height, data }) => ({
    width,
    height,
    data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
  }));
}

test('a peer connection carries safe frames only', async ({ page, openWithCamera }) => {
  test.setTimeout(180_000);
  const clip = await makeClip(page, ONE_PERSON);
  const tab = await openWithCamera(clip.path);
  await tab.goto('/e2e/harness/media.html');
  const pictures = await receive(tab, 24);
  const { bare, judged, untouched } = judgeArrivals(pictures, clip);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThan(5);
  expect(untouched).toBeGreaterThan(judged / 2);
});

test("LiveKit's processor: a safe track from the beginning, the same one behind another camera, ended in the end", async ({
  page,
}) => {
  await page.goto('/e2e/harness/media.html');
  const said = await page.evaluate(async () => {
    const library = '/guise/guise.js';
    const { guiseProcessor } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const camera = async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      return stream.getVideoTracks()[0] as MediaStreamTrack;
    };
    const frames = async (least: number) => {
      while ((processor.report()?.frames ?? 0) < least) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const processor = guiseProcessor({ renderer: 'cpu' });
    const first = await camera();
    const init = processor.init({ track: first });
    const atOnce = processor.processedTrack?.readyState;
    await init;
    const track = processor.processedTrack;
    await frames(3);
    await processor.restart({ track: await camera() });
    first.stop();
    await frames((processor.report()?.frames ?? 0) + 3);
    const same = processor.processedTrack === track;
    const live = track?.readyState;
    await processor.destroy();
    const refused = await processor.init({ track: {} as MediaStreamTrack }).catch((e: Error) => e.name);
    return { name: processor.name, atOnce, same, live, end: track?.readyState, refused };
  });
  expect(said).toEqual({
    name: 'guise',
    atOnce: 'live',
    same: true,
    live: 'live',
    end: 'ended',
    refused: 'TypeError',
  });
});

test('clones go on, covered, when the track is stopped; when the last one is stopped the camera is let go', async ({
  page,
  openWithCamera,
}) => {
  const clip = await makeClip(page, ONE_PERSON);
  const tab = await openWithCamera(clip.path);
  await tab.goto('/e2e/harness/media.html');
  const seen = await tab.evaluate(async () => {
    const library = '/guise/guise.js';
    const { anonymizeTrack } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const [raw] = camera.getVideoTracks() as [MediaStreamTrack];
    const safe = await anonymizeTrack(raw, { values: { style: 'black' }, renderer: 'cpu' });
    await safe.ready;
    const clone = safe.track.clone();
    const [ofStream] = new MediaStream([safe.track]).clone().getVideoTracks() as [MediaStreamTrack];
    const ofClone = clone.clone();
    safe.track.stop();
    const seen: Record<string, string[]> = {};
    const watch = async (name: string, track: MediaStreamTrack) => {
      const processor = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack });
      const reader = processor.readable.getReader();
      const pictures: string[] = [];
      while (pictures.length < 8) {
        const { value } = await reader.read();
        if (!value) {
          break;
        }
        if (value.displayWidth === 640) {
          const data = new Uint8Array(640 * 480 * 4);
          await value.copyTo(data, { format: 'RGBA' });
          pictures.push(data.toBase64());
        }
        value.close();
      }
      await reader.cancel();
      seen[name] = pictures;
    };
    await Promise.all([watch('clone', clone), watch('of a stream', ofStream), watch('of a clone', ofClone)]);
    clone.stop();
    ofClone.stop();
    await watch('the last one', ofStream);
    ofStream.stop();
    return seen;
  });
  for (const [name, pictures] of Object.entries(seen)) {
    const decoded = pictures.map((data) => ({
      width: 640,
      height: 480,
      data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
    }));
    const { bare, judged, untouched } = judgeArrivals(decoded, clip);
    expect(bare, name).toEqual([]);
    expect(judged, name).toBeGreaterThan(3);
    expect(untouched, name).toBeGreaterThan(judged / 2);
  }
  // The next picture found nobody to show it to: the engine's workers ended, and with them whatever read the camera.
  await expect.poll(() => tab.workers().length).toBe(0);
});

test('`stop()` and a camera that ends end every clone too', async ({ page }) => {
  await page.goto('/e2e/harness/media.html');
  const ends = await page.evaluate(async () => {
    const library = '/guise/guise.js';
    const { anonymizeTrack } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const ends: Record<string, string[]> = {};
    for (const way of ['stop', 'camera', 'stop, the track stopped before'] as const) {
      const camera = await navigator.mediaDevices.getUserMedia({ video: true });
      const [raw] = camera.getVideoTracks() as [MediaStreamTrack];
      const safe = await anonymizeTrack(raw, { renderer: 'cpu' });
      await safe.ready;
      const clones = [safe.track.clone(), ...new MediaStream([safe.track]).clone().getVideoTracks()];
      const told = clones.map(
        (clone) =>
          new Promise<string>((resolve) => {
            clone.onended = () => resolve(clone.readyState);
          }),
      );
      if (way === 'camera') {
        raw.stop();
      } else {
        if (way !== 'stop') {
          safe.track.stop();
        }
        safe.stop();
      }
      ends[way] = [...(await Promise.all(told)), safe.track.readyState];
      raw.stop();
    }
    return ends;
  });
  const all = ['ended', 'ended', 'ended'];
  expect(ends).toEqual({ stop: all, camera: all, 'stop, the track stopped before': all });
});

test("LiveKit's processor whose track was stopped lets go of the camera; `restart` puts a live one in its place", async ({
  page,
}) => {
  await page.goto('/e2e/harness/media.html');
  await page.evaluate(async () => {
    const library = '/guise/guise.js';
    const { guiseProcessor } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const { mediaDevices } = navigator;
    const [camera] = (await mediaDevices.getUserMedia({ video: true })).getVideoTracks();
    const processor = guiseProcessor({ renderer: 'cpu' });
    await processor.init({ track: camera as MediaStreamTrack });
    await processor.ready;
    const clone = processor.processedTrack?.clone();
    processor.processedTrack?.stop();
    const before = processor.report()?.frames ?? 0;
    while ((processor.report()?.frames ?? 0) < before + 3) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    clone?.stop();
    Object.assign(globalThis, { processor, camera, guiseProcessor });
  });
  await expect.poll(() => page.workers().length).toBe(0);
  const said = await page.evaluate(async () => {
    const { processor, camera, guiseProcessor } = globalThis as unknown as {
      processor: GuiseProcessor;
      camera: MediaStreamTrack;
      guiseProcessor: () => GuiseProcessor;
    };
    // LiveKit would send the raw camera while it exchanges processors, stopped ones too.
    const another = await guiseProcessor()
      .init({ track: camera })
      .catch((error: Error) => error.message);
    await processor.restart({ track: camera });
    await processor.ready;
    const state = processor.processedTrack?.readyState;
    await processor.destroy();
    return { another, state, end: processor.processedTrack?.readyState };
  });
  expect(said).toEqual({
    another: expect.stringContaining('in place on this camera already'),
    state: 'live',
    end: 'ended',
  });
});

test('a recording of the track keeps black and white, from the first plate on', async ({
  page,
  openWithCamera,
}) => {
  const clip = await makeClip(page, ONE_PERSON);
  const tab = await openWithCamera(clip.path);
  // Until the detector is there, plates are shown.
  await tab.route(/models\/face-detector-yunet/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await tab.goto('/e2e/harness/media.html');
  const levels = await tab.evaluate(async () => {
    const library = '/guise/guise.js';
    const { anonymizeTrack } = (await import(library)) as typeof import('../src/library/guise.d.ts');
    const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const [raw] = camera.getVideoTracks() as [MediaStreamTrack];
    const reasons: string[] = [];
    const safe = await anonymizeTrack(raw, {
      renderer: 'cpu',
      onFrame: ({ covered }) => reasons.push(covered),
    });
    // Enough bits that half a second is sharp: from fewer, black bars come out grey whatever their levels.
    const recorder = new MediaRecorder(new MediaStream([safe.track]), {
      mimeType: 'video/webm;codecs=vp8',
      videoBitsPerSecond: 20_000_000,
    });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start(200);
    // On a busy machine the recorder is seconds behind. A second of plates is some 13 kB.
    const recorded = () => parts.reduce((bytes, { size }) => bytes + size, 0);
    while (reasons.filter((covered) => covered === 'faces').length < 15 || recorded() < 50_000) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    recorder.stop();
    await stopped;
    safe.stop();
    raw.stop();
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(new Blob(parts));
    const ended = new Promise((resolve) => {
      video.onended = resolve;
    });
    await video.play();
    await ended;
    const context = new OffscreenCanvas(640, 480).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(video, 0, 0);
    const greens = context.getImageData(0, 0, 640, 480).data.filter((_, i) => i % 4 === 1);
    return {
      first: reasons[0],
      darkest: Math.min(...greens.slice(-640 * 8)),
      brightest: Math.max(...greens.slice(-640 * 8)),
    };
  });
  // The barcode in the lowest rows is black and white; told by the first picture, a plate, that levels are others, both would be grey.
  expect(levels.first).toBe('whole');
  expect(levels.darkest).toBeLessThan(8);
  expect(levels.brightest).toBeGreaterThan(247);
});
