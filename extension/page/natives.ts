/**
 * The browser's own functions as they were before the page's first script. Whatever the page does to prototypes later, the camera
 * cannot be reached through this module: `Reflect.apply` is held here, and what is passed has no prototype that could add `video`.
 */
import type { ScreenConstraints } from './constraints.ts';

const { apply } = Reflect;
const mediaDevices = navigator.mediaDevices as MediaDevices | undefined;
const getUserMedia = mediaDevices?.getUserMedia;
const enumerateDevices = mediaDevices?.enumerateDevices;
const stopTrack = MediaStreamTrack.prototype.stop;
const videoTracks = MediaStream.prototype.getVideoTracks;

/** False where the browser offers no camera at all, such as a page without https. */
export const hasMediaDevices = mediaDevices !== undefined;

/**
 * Chromium gives no camera to a document without an origin, whatever it is allowed: a sandboxed frame without `allow-same-origin`. The
 * extension's own frame would be as sandboxed in there, and could do nothing. (A `data:` address has no origin either, and takes one in.)
 */
export const isSandboxed = self.origin === 'null' && location.protocol !== 'data:';

/** Sound only, untouched. */
export function nativeSound(audio: unknown): Promise<MediaStream> {
  return apply(getUserMedia as NonNullable<typeof getUserMedia>, mediaDevices, [{ __proto__: null, audio }]);
}

/** What the browser never answers with a camera. */
const SCREENS: readonly string[] = ['desktop', 'screen', 'tab'];

/**
 * A screen, asked for in the older way; untouched, as by `getDisplayMedia`. The sound may be the screen's own: they have to be asked for at once.
 * @returns null where the browser might understand something else.
 */
export function nativeScreen(audio: unknown, screen: ScreenConstraints): Promise<MediaStream> | null {
  // A copy that nobody else holds: what is checked here is what the browser reads.
  const mandatory = { __proto__: null, ...screen };
  return includes(SCREENS, mandatory.chromeMediaSource)
    ? apply(getUserMedia as NonNullable<typeof getUserMedia>, mediaDevices, [
        { __proto__: null, audio, video: { __proto__: null, mandatory } },
      ])
    : null;
}

/** Not the page's own `Array.prototype.includes`, which may say anything. */
function includes(list: readonly string[], wanted: string): boolean {
  for (let i = 0; i < list.length; i++) {
    if (list[i] === wanted) {
      return true;
    }
  }
  return false;
}

/** Everything but cameras. */
export async function nativeDevicesWithoutCameras(): Promise<MediaDeviceInfo[]> {
  const all: MediaDeviceInfo[] = await apply(
    enumerateDevices as NonNullable<typeof enumerateDevices>,
    mediaDevices,
    [],
  );
  return all.filter(({ kind }) => kind !== 'videoinput');
}

/** Ends the video of a raw stream that the browser handed out without being asked by us. */
export function stopVideo(stream: MediaStream): boolean {
  const tracks: MediaStreamTrack[] = apply(videoTracks, stream, []);
  for (const track of tracks) {
    apply(stopTrack, track, []);
  }
  return tracks.length > 0;
}
