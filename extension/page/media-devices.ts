/** `navigator.mediaDevices` as the page sees it from now on: sound and screens as ever, cameras by way of Guise. */
import type { CameraInfo, Problem } from '../protocol.ts';
import type { Cameras } from './camera.ts';
import { plainConstraints, screenConstraints } from './constraints.ts';
import { errorOf, type Link } from './link.ts';
import { isSandboxed, nativeDevicesWithoutCameras, nativeScreen, nativeSound, stopVideo } from './natives.ts';

const SANDBOXED =
  'The browser gives no camera to a sandboxed frame, with Guise or without it. Open what the frame shows in a tab of its own; if that cannot be, only the site can change it, by adding allow-same-origin to the frame’s sandbox.';
const UNKNOWN_SCREEN: Problem = {
  name: 'OverconstrainedError',
  message: 'There is no such chromeMediaSource. The way to share a screen is getDisplayMedia.',
  constraint: 'chromeMediaSource',
};

type Callback<T> = (value: T) => void;

export function patchMediaDevices(cameras: Cameras, link: Link): void {
  const getUserMedia = (constraints?: MediaStreamConstraints) => open(cameras, constraints);
  replace(
    MediaDevices.prototype,
    'getUserMedia',
    {
      getUserMedia(constraints?: MediaStreamConstraints) {
        return getUserMedia(constraints);
      },
    }.getUserMedia,
  );
  replace(
    MediaDevices.prototype,
    'enumerateDevices',
    {
      enumerateDevices: () => listDevices(link),
    }.enumerateDevices,
  );
  for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
    if (name in Navigator.prototype) {
      replace(
        Navigator.prototype,
        name,
        (constraints: MediaStreamConstraints, done: Callback<MediaStream>, failed: Callback<Error>) => {
          getUserMedia(constraints).then(done, failed);
        },
      );
    }
  }
  patchPermissions();
  patchUserMediaElement();
}

async function open(cameras: Cameras, constraints?: MediaStreamConstraints): Promise<MediaStream> {
  // Read once each: a getter may answer differently the second time.
  const { audio, video } = Object(constraints ?? {}) as MediaStreamConstraints;
  if (!video) {
    return nativeSound(audio);
  }
  if (isSandboxed) {
    throw new DOMException(SANDBOXED, 'SecurityError');
  }
  const screen = screenConstraints(video);
  if (screen) {
    return nativeScreen(audio, screen) ?? Promise.reject(errorOf(UNKNOWN_SCREEN));
  }
  const wanted = plainConstraints(video);
  if (!isAllowed()) {
    throw new DOMException('Permission denied', 'NotAllowedError');
  }
  const sound = audio ? (await nativeSound(audio)).getAudioTracks() : [];
  try {
    const { track } = await cameras.open(wanted);
    return new MediaStream([...sound, track]);
  } catch (error) {
    for (const track of sound) {
      track.stop();
    }
    throw error;
  }
}

/** Whether the page that this document is a part of lets it have a camera. */
function isAllowed(): boolean {
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
  return !isSandboxed && (featurePolicy?.allowsFeature('camera') ?? true);
}

async function listDevices(link: Link): Promise<MediaDeviceInfo[]> {
  const others = await nativeDevicesWithoutCameras();
  const cameras = isAllowed() ? await link.ask({ type: 'list' }).catch(() => []) : [];
  return [...others, ...(cameras as CameraInfo[]).map(deviceInfo)];
}

function deviceInfo({ deviceId, label, capabilities }: CameraInfo): InputDeviceInfo {
  const shown = { deviceId, kind: 'videoinput', label, groupId: '' };
  const fixed = (value: unknown) => ({ value, enumerable: typeof value === 'string' });
  const methods = { toJSON: () => ({ ...shown }), getCapabilities: () => ({ ...capabilities }) };
  const all = Object.entries({ ...shown, ...methods }).map(([name, value]) => [name, fixed(value)]);
  return Object.create(InputDeviceInfo.prototype, Object.fromEntries(all));
}

/** A site that asks first hears that it may: the camera that it gets is Guise's, and Guise is switched on for it. */
function patchPermissions(): void {
  const query = Permissions.prototype.query;
  replace(
    Permissions.prototype,
    'query',
    {
      async query(this: Permissions, descriptor: PermissionDescriptor) {
        const status: PermissionStatus = await Reflect.apply(query, this, [descriptor]);
        if (status.name === 'camera') {
          Object.defineProperty(status, 'state', { get: () => (isAllowed() ? 'granted' : 'denied') });
        }
        return status;
      },
    }.query,
  );
}

/** Chromium's `<usermedia>` element opens a camera by itself; what it gives is never passed on. */
function patchUserMediaElement(): void {
  const { HTMLUserMediaElement: element } = globalThis as { HTMLUserMediaElement?: { prototype: object } };
  const descriptor = element && Object.getOwnPropertyDescriptor(element.prototype, 'stream');
  const get = descriptor?.get;
  if (!element || !get) {
    return;
  }
  const safe = (target: object): MediaStream | null => {
    const stream: MediaStream | null = Reflect.apply(get, target, []);
    if (stream && stopVideo(stream)) {
      console.warn('Guise: the camera of a <usermedia> element was closed, for nothing would cover it.');
      return null;
    }
    return stream;
  };
  Object.defineProperty(element.prototype, 'stream', {
    ...descriptor,
    get(this: object) {
      return safe(this);
    },
  });
  addEventListener(
    'stream',
    ({ target }) => target instanceof HTMLElement && target.localName === 'usermedia' && safe(target),
    true,
  );
}

function replace(prototype: object, name: string, value: unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  Object.defineProperty(prototype, name, { ...descriptor, value });
}
