/** A camera's track in LiveKit's own hands, sent over a local peer connection: what e2e/livekit.spec.ts looks at the far end of. */
import '../../src/base/trusted-types.ts';
import { LocalVideoTrack } from 'livekit-client';
import type { GuiseProcessor } from '../../src/library/guise.d.ts';

type Library = typeof import('../../src/library/guise.d.ts');

export interface FarPicture {
  readonly width: number;
  readonly height: number;
  /** Base64 of RGBA. */
  readonly data: string;
}

class Call {
  readonly #near = new RTCPeerConnection();
  readonly #far = new RTCPeerConnection();
  readonly #video = document.createElement('video');
  readonly track: LocalVideoTrack;
  readonly processor: GuiseProcessor;

  private constructor(camera: MediaStreamTrack, processor: GuiseProcessor) {
    this.track = new LocalVideoTrack(camera);
    this.processor = processor;
  }

  /** The processor is in place before anything is sent, as docs/library.md demands. */
  static async open(options: Parameters<Library['guiseProcessor']>[0]): Promise<Call> {
    const { guiseProcessor } = await library();
    const call = new Call(await camera(), guiseProcessor(options));
    await call.track.setProcessor(call.processor);
    await call.processor.ready;
    await call.#connect();
    return call;
  }

  /** Pictures as they arrive while `during` runs, at most `most`. */
  async receive(most: number, during: () => Promise<void>): Promise<FarPicture[]> {
    const pictures: FarPicture[] = [];
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) {
      throw new Error('There is no canvas.');
    }
    let done = false;
    const read = () => {
      if (done) {
        return;
      }
      this.#video.requestVideoFrameCallback(read);
      const { videoWidth: width, videoHeight: height } = this.#video;
      if (width === 640 && pictures.length < most) {
        Object.assign(canvas, { width, height });
        context.drawImage(this.#video, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        pictures.push({ width, height, data: new Uint8Array(data.buffer).toBase64() });
      }
    };
    this.#video.requestVideoFrameCallback(read);
    try {
      await during();
    } finally {
      done = true;
    }
    return pictures;
  }

  /** Resolves when so many more frames were written to the safe track. */
  async frames(count: number): Promise<void> {
    const least = (this.processor.report()?.frames ?? 0) + count;
    while ((this.processor.report()?.frames ?? 0) < least) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #connect(): Promise<void> {
    this.#near.onicecandidate = ({ candidate }) => candidate && this.#far.addIceCandidate(candidate);
    this.#far.onicecandidate = ({ candidate }) => candidate && this.#near.addIceCandidate(candidate);
    const arrived = new Promise<MediaStreamTrack>((resolve) => {
      this.#far.ontrack = ({ track }) => resolve(track);
    });
    const sent = this.processor.processedTrack;
    if (!sent) {
      throw new Error('The processor has no track.');
    }
    sent.contentHint = 'detail';
    this.track.sender = this.#near.addTrack(sent, new MediaStream([sent]));
    await this.#near.setLocalDescription(await this.#near.createOffer());
    await this.#far.setRemoteDescription(this.#near.localDescription as RTCSessionDescription);
    await this.#far.setLocalDescription(await this.#far.createAnswer());
    await this.#near.setRemoteDescription(this.#far.localDescription as RTCSessionDescription);
    this.#video.muted = true;
    this.#video.srcObject = new MediaStream([await arrived]);
    await this.#video.play();
  }
}

function library(): Promise<Library> {
  const path = '/guise/guise.js';
  return import(/* @vite-ignore */ path);
}

async function camera(): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  return stream.getVideoTracks()[0] as MediaStreamTrack;
}

const harness = { openCall: Call.open.bind(Call), library, camera };

export type LiveKitHarness = typeof harness;

(globalThis as unknown as { livekit: LiveKitHarness }).livekit = harness;
