/**
 * The browser's own functions as they were before the page's first script. Whatever the page does to prototypes later, the camera
 * cannot be reached through this module: `Reflect.apply` is held here, and what is passed has no prototype that could add `video`.
 */
const { apply } = Reflect;
const mediaDevices = navigator.mediaDevices as MediaDevices | undefined;
const getUserMedia = mediaDevices?.getUserMedia;
const enumerateDevices = mediaDevices?.enumerateDevices;
const stopTrack = MediaStreamTrack.prototype.stop;
const videoTracks = MediaStream.prototype.getVideoTracks;

/** False where the browser offers no camera at all, such as a page without https. */
export const hasMediaDevices = mediaDevices !== undefined;

/** Sound only, untouched. */
export function nativeSound(audio: unknown): Promise<MediaStream> {
  return apply(getUserMedia as NonNullable<typeof getUserMedia>, mediaDevices, [{ __proto__: null, audio }]);
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
