/**
 * Jitsi. lib-jitsi-meet comes from a deployment and not from npm, so this page has a stand-in that treats an effect as its
 * `JitsiLocalTrack` does. In a page of a deployment:
 *
 *   const [track] = await JitsiMeetJS.createLocalTracks({ devices: ['video'], effects: [new GuiseEffect({ mode: 'mask' })] });
 *   await conference.addTrack(track);
 */
import { GuiseEffect, type JitsiTrack } from './guise-effect.ts';
import { call, chosenMode, onMode, onStart, say } from './page.ts';

const openCamera = () => navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });

/** Effects are started when it is made; muting takes the picture away first, then stops effect and camera. */
class LocalTrack implements JitsiTrack {
  readonly videoType = 'camera';
  readonly #effect: GuiseEffect | undefined;
  #camera: MediaStream;
  stream: MediaStream;
  sender: RTCRtpSender | null = null;

  constructor(camera: MediaStream, effects: readonly GuiseEffect[]) {
    this.#camera = camera;
    this.#effect = effects.find((effect) => effect.isEnabled(this));
    this.stream = this.#effect?.startEffect(camera) ?? camera;
  }

  isVideoTrack(): boolean {
    return true;
  }

  async mute(): Promise<void> {
    await this.sender?.replaceTrack(null);
    this.#effect?.stopEffect();
    for (const track of this.#camera.getTracks()) {
      track.stop();
    }
  }

  async unmute(): Promise<void> {
    this.#camera = await openCamera();
    this.stream = this.#effect?.startEffect(this.#camera) ?? this.#camera;
    await this.sender?.replaceTrack(this.stream.getVideoTracks()[0] ?? null);
  }
}

onStart(async () => {
  const effect = new GuiseEffect({ mode: chosenMode(), onTrouble: say });
  onMode((mode) => effect.configure({ mode }));
  const track = new LocalTrack(await openCamera(), [effect]);
  const [video] = track.stream.getVideoTracks();
  if (video) {
    track.sender = await call(video);
  }
  // For the console, and for the test: what its mute button would do.
  Object.assign(globalThis, { track });
});
