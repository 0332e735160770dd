/** Guise's camera behaves as a camera does. */
import type { Page } from '@playwright/test';
import { judgeArrivals } from '../../e2e/support/far-end.ts';
import { expect, test } from './test.ts';

let page: Page;

test.beforeEach(async ({ extension }) => {
  await extension.protect('default');
  page = await extension.open('plain');
});

test('devices: named by Guise only, the same ids each time, sound untouched', async () => {
  const found = await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    const devices = await navigator.mediaDevices.enumerateDevices();
    const cameras = devices.filter(({ kind }) => kind === 'videoinput');
    const [track] = stream.getVideoTracks();
    const again = await navigator.mediaDevices.getUserMedia({
      video: { deviceId: { exact: cameras[0]?.deviceId as string } },
    });
    const status = await navigator.permissions.query({ name: 'camera' as PermissionName });
    return {
      cameras: cameras.map(({ label }) => label.split(':')[0]),
      json: Object.keys(cameras[0]?.toJSON()),
      kinds: cameras.map((device) => device instanceof InputDeviceInfo),
      label: track?.label === cameras[0]?.label,
      id: track?.getSettings().deviceId === cameras[0]?.deviceId && cameras[0]?.deviceId.length,
      again: again.getVideoTracks()[0]?.getSettings().deviceId === cameras[0]?.deviceId,
      kind: track?.constructor.name,
      sound: stream.getAudioTracks().map(({ label }) => label.startsWith('Guise')),
      microphones: devices.some(({ kind }) => kind === 'audioinput'),
      screen: String(MediaDevices.prototype.getDisplayMedia).includes('native code'),
      permission: status.state,
    };
  });
  expect(found).toEqual({
    cameras: ['Guise'],
    json: ['deviceId', 'kind', 'label', 'groupId'],
    kinds: [true],
    label: true,
    id: 64,
    again: true,
    kind: 'MediaStreamTrack',
    sound: [false],
    microphones: true,
    screen: true,
    permission: 'granted',
  });
});

test('constraints: sizes as asked for, what cannot be is refused by name', async () => {
  const found = await page.evaluate(async () => {
    const open = (video: MediaTrackConstraints) => navigator.mediaDevices.getUserMedia({ video });
    const sizeOfFrame = async (track: MediaStreamTrack) => {
      const reader = new MediaStreamTrackProcessor({
        track: track as MediaStreamVideoTrack,
      }).readable.getReader();
      // The plate may be the first.
      let size = '';
      for (let count = 0; count < 4; count++) {
        const { value } = await reader.read();
        size = `${value?.displayWidth}x${value?.displayHeight}`;
        value?.close();
      }
      await reader.cancel();
      return size;
    };
    const refused = (video: MediaTrackConstraints) =>
      open(video).then(
        () => 'opened',
        (error) => `${error.name} ${error.constraint} ${error instanceof OverconstrainedError}`,
      );
    const [small] = (await open({ width: { exact: 320 }, height: { exact: 240 } })).getVideoTracks();
    const track = small as MediaStreamTrack;
    const { width, height, frameRate } = track.getSettings();
    const before = await sizeOfFrame(track);
    await track.applyConstraints({ width: 640, height: 480 });
    const { width: wider } = track.getSettings();
    return {
      settings: [width, height, (frameRate ?? 0) > 0],
      before,
      wider,
      after: await sizeOfFrame(track),
      constraints: track.getConstraints(),
      most: (track.getCapabilities().width?.max ?? 0) >= 640,
      width: await refused({ width: { exact: 99_999 } }),
      device: await refused({ deviceId: { exact: 'nobody' } }),
      apply: await track.applyConstraints({ height: { min: 99_999 } }).catch((error) => error.name),
      still: track.getSettings().width,
      nothing: await navigator.mediaDevices.getUserMedia({}).catch((error) => error.name),
    };
  });
  expect(found).toEqual({
    settings: [320, 240, true],
    before: '320x240',
    wider: 640,
    after: '640x480',
    constraints: { width: 640, height: 480 },
    most: true,
    width: 'OverconstrainedError width true',
    device: 'OverconstrainedError deviceId true',
    apply: 'OverconstrainedError',
    still: 640,
    nothing: 'TypeError',
  });
});

test('several tracks: each is stopped, sized and switched off for itself', async () => {
  const found = await page.evaluate(async () => {
    const open = async (video: MediaTrackConstraints) =>
      (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()[0] as MediaStreamTrack;
    const width = (track: MediaStreamTrack) => track.getSettings().width;
    const first = await open({ width: 640, height: 480 });
    const second = await open({ width: 320, height: 240 });
    const clone = first.clone();
    const [streamClone] = new MediaStream([first]).clone().getVideoTracks();
    const events: string[] = [];
    first.onended = () => events.push('ended');
    await clone.applyConstraints({ width: 160, height: 120 });
    const widths = [first, second, clone, streamClone as MediaStreamTrack].map(width);
    first.stop();
    const states = [first, second, clone, streamClone as MediaStreamTrack].map(
      ({ readyState }) => readyState,
    );
    const arrives = async (track: MediaStreamTrack) => {
      const reader = new MediaStreamTrackProcessor({
        track: track as MediaStreamVideoTrack,
      }).readable.getReader();
      const { value } = await reader.read();
      const width = value?.displayWidth;
      value?.close();
      await reader.cancel();
      return (width ?? 0) > 0;
    };
    const live = await Promise.all([second, clone, streamClone as MediaStreamTrack].map(arrives));
    return {
      widths,
      states,
      live,
      events,
      labels: new Set([first, second, clone].map(({ label }) => label)).size,
    };
  });
  expect(found).toEqual({
    widths: [640, 320, 160, 640],
    states: ['ended', 'live', 'live', 'live'],
    live: [true, true, true],
    events: [],
    labels: 1,
  });
});

test('photos are covered pictures of the size that is shown', async ({ extension }) => {
  const found = await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const [track] = stream.getVideoTracks();
    const { ImageCapture } = globalThis as unknown as {
      ImageCapture: new (
        track?: MediaStreamTrack,
      ) => { takePhoto(): Promise<Blob>; getPhotoSettings(): Promise<object> };
    };
    const capture = new ImageCapture(track);
    const photos: { width: number; height: number; data: string }[] = [];
    while (photos.length < 12) {
      const photo = await capture.takePhoto();
      const bitmap = await createImageBitmap(photo);
      const { width, height } = bitmap;
      const context = new OffscreenCanvas(width, height).getContext(
        '2d',
      ) as OffscreenCanvasRenderingContext2D;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      photos.push({ width, height, data: new Uint8Array(data.buffer).toBase64() });
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return { photos, settings: await capture.getPhotoSettings() };
  });
  expect(found.settings).toEqual({ imageWidth: 640, imageHeight: 480 });
  const photos = found.photos.map(({ data, ...size }) => ({
    ...size,
    data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
  }));
  const { bare, judged } = judgeArrivals(photos, extension.clip);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThan(3);
});

test('tells of device changes', async () => {
  const changed = page.evaluate(async () => {
    const { mediaDevices } = navigator;
    const change = new Promise((resolve) => {
      mediaDevices.ondevicechange = () => resolve('changed');
    });
    await mediaDevices.enumerateDevices();
    return change;
  });
  await expect.poll(() => page.frames().length).toBe(2);
  const [, studio] = page.frames();
  await expect
    .poll(async () => {
      await studio?.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
      return Promise.race([changed, null]);
    })
    .toBe('changed');
});

for (const protection of ['default', 'sealed'] as const) {
  test(`fifty quick starts and stops, ${protection}`, async ({ extension }) => {
    await extension.protect(protection);
    await page.reload();
    const opened = await page.evaluate(async () => {
      const labels: (string | undefined)[] = [];
      for (let count = 0; count < 50; count++) {
        const stream = await navigator.mediaDevices.getUserMedia({
          video: { width: 640 - (count % 2) * 320 },
        });
        const [track] = stream.getVideoTracks();
        labels.push(track?.label.split(':')[0]);
        if (count % 3 === 0) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        track?.stop();
      }
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const reader = new MediaStreamTrackProcessor({
        track: stream.getVideoTracks()[0] as MediaStreamVideoTrack,
      }).readable.getReader();
      for (let count = 0; count < 10; count++) {
        (await reader.read()).value?.close();
      }
      return labels;
    });
    expect(opened).toEqual(Array(50).fill('Guise'));
    // One engine, however often.
    expect(page.workers().length).toBeLessThanOrEqual(2);
    expect(extension.context.pages().length).toBe(2);
  });
}
