/** The camera: asking for it, naming what there is, and noticing changes. */
import { CameraUnavailable } from './camera-error.ts';

export interface CameraChoice {
  /** Empty: whichever the browser takes. */
  readonly deviceId: string;
  readonly width: number;
  readonly height: number;
}

export interface CameraDevice {
  readonly deviceId: string;
  readonly label: string;
}

export interface OpenCamera {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  readonly deviceId: string;
  /** True for a camera that faces away from the viewer (a phone's back camera): such a picture is not mirrored. */
  readonly facesAway: boolean;
}

/**
 * Asks for a camera. A remembered camera that has gone is replaced by whichever there is.
 * @throws CameraUnavailable, or what `getUserMedia` rejects with; `describeCameraError` has words for both.
 */
export async function openCamera(choice: CameraChoice): Promise<OpenCamera> {
  const devices = mediaDevices();
  const size = { width: { ideal: choice.width }, height: { ideal: choice.height } };
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({
      audio: false,
      video: choice.deviceId
        ? { ...size, deviceId: { exact: choice.deviceId } }
        : { ...size, facingMode: 'user' },
    });
  } catch (error) {
    const gone = ['OverconstrainedError', 'NotFoundError'].includes((error as Error)?.name);
    if (!choice.deviceId || !gone) {
      throw error;
    }
    stream = await devices.getUserMedia({ audio: false, video: size });
  }
  const [track] = stream.getVideoTracks();
  if (!track) {
    throw new DOMException('The camera gave no picture.', 'NotFoundError');
  }
  const { deviceId = '', facingMode } = track.getSettings();
  return { stream, track, deviceId, facesAway: facingMode === 'environment' };
}

/** All cameras; labels are empty until the viewer has allowed one. Never rejects. */
export async function listCameras(): Promise<readonly CameraDevice[]> {
  try {
    const all = await mediaDevices().enumerateDevices();
    return nameCameras(all.filter((device) => device.kind === 'videoinput'));
  } catch {
    return [];
  }
}

/** Gives each camera a name of its own: unnamed ones are counted, twins numbered. Cameras without an id are left out. */
export function nameCameras(
  devices: readonly { readonly deviceId: string; readonly label: string }[],
): readonly CameraDevice[] {
  const named = devices
    .filter((device) => device.deviceId !== '')
    .map((device, index) => ({ deviceId: device.deviceId, label: device.label || `Camera ${index + 1}` }));
  const seen = new Map<string, number>();
  return named.map((device) => {
    const nth = (seen.get(device.label) ?? 0) + 1;
    seen.set(device.label, nth);
    return nth === 1 ? device : { ...device, label: `${device.label} (${nth})` };
  });
}

/** Calls back when cameras come or go. Returns how to stop listening. */
export function watchCameras(onChange: () => void): () => void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  devices?.addEventListener?.('devicechange', onChange);
  return () => devices?.removeEventListener?.('devicechange', onChange);
}

export function closeCamera(camera: OpenCamera): void {
  for (const track of camera.stream.getTracks()) {
    track.stop();
  }
}

function mediaDevices(): MediaDevices {
  if (!globalThis.isSecureContext) {
    throw new CameraUnavailable('insecure');
  }
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) {
    throw new CameraUnavailable('unsupported');
  }
  return devices;
}
