import { afterEach, expect, test, vi } from 'vitest';
import { nameCameras, openCamera } from './camera.ts';
import { describeCameraError } from './camera-error.ts';

afterEach(() => vi.unstubAllGlobals());

function stubCamera(getUserMedia: (constraints: MediaStreamConstraints) => Promise<unknown>): void {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
}

const track = { label: 'Front', getSettings: () => ({ deviceId: 'a', facingMode: 'user' }) };
const stream = { getVideoTracks: () => [track] };
const choice = { deviceId: '', width: 640, height: 480 };

test('asks for the chosen camera and size, without sound', async () => {
  const getUserMedia = vi.fn(async () => stream);
  stubCamera(getUserMedia);
  await openCamera({ ...choice, deviceId: 'a' });
  expect(getUserMedia).toHaveBeenCalledWith({
    audio: false,
    video: { width: { ideal: 640 }, height: { ideal: 480 }, deviceId: { exact: 'a' } },
  });
});

test('a remembered camera that has gone gives way to another', async () => {
  const getUserMedia = vi
    .fn<(constraints: MediaStreamConstraints) => Promise<unknown>>()
    .mockRejectedValueOnce(new DOMException('', 'OverconstrainedError'))
    .mockResolvedValueOnce(stream);
  stubCamera(getUserMedia);
  expect((await openCamera({ ...choice, deviceId: 'gone' })).deviceId).toBe('a');
});

test('WebKit without any camera: after the remembered one, any other is asked for, and then there is none', async () => {
  const getUserMedia = vi.fn(async (_constraints: MediaStreamConstraints) => {
    throw new DOMException('Invalid constraint', 'OverconstrainedError');
  });
  stubCamera(getUserMedia);
  const problem = describeCameraError(await openCamera({ ...choice, deviceId: 'gone' }).catch((e) => e));
  expect(problem).toMatchObject({ code: 'missing', title: 'No camera found' });
  expect(getUserMedia).toHaveBeenCalledTimes(2);
  expect(JSON.stringify(getUserMedia.mock.lastCall)).not.toContain('exact');
});

test('a refusal is not asked again', async () => {
  const getUserMedia = vi.fn(async () => {
    throw new DOMException('', 'NotAllowedError');
  });
  stubCamera(getUserMedia);
  await expect(openCamera({ ...choice, deviceId: 'a' })).rejects.toMatchObject({ name: 'NotAllowedError' });
  expect(getUserMedia).toHaveBeenCalledTimes(1);
});

test('says so when the page is not secure, or the browser knows no cameras', async () => {
  vi.stubGlobal('isSecureContext', false);
  expect(describeCameraError(await openCamera(choice).catch((e) => e)).code).toBe('insecure');
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', {});
  expect(describeCameraError(await openCamera(choice).catch((e) => e)).code).toBe('unsupported');
});

test('every camera gets a name of its own', () => {
  const cameras = [
    { deviceId: 'a', label: 'Webcam' },
    { deviceId: 'b', label: 'Webcam' },
    { deviceId: 'c', label: '' },
    { deviceId: '', label: '' },
  ];
  expect(nameCameras(cameras).map((camera) => camera.label)).toEqual(['Webcam', 'Webcam (2)', 'Camera 3']);
});
