/** A microphone for as long as something is recorded. It holds no picture. */

/** Called with each piece of sound, whose receiver closes it, and with when it was taken, ms on the page's clock. */
export type OnSound = (sound: AudioData, taken: number) => void;

import { SourceClock } from './recording-clock.ts';

/** Firefox and Safari give no pieces of sound out. */
export function canHear(): boolean {
  return typeof MediaStreamTrackProcessor !== 'undefined' && typeof AudioEncoder !== 'undefined';
}

export class Microphone {
  readonly #track: MediaStreamAudioTrack;
  readonly #clock = new SourceClock();

  private constructor(track: MediaStreamAudioTrack) {
    this.#track = track;
  }

  /** Asks for it, now. @throws (rejects) what `getUserMedia` throws. */
  static async open(): Promise<Microphone> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: false });
    const [track] = stream.getAudioTracks();
    if (!track) {
      throw new DOMException('The microphone gave no sound.', 'NotFoundError');
    }
    return new Microphone(track as MediaStreamAudioTrack);
  }

  /** @param onEnd it was unplugged or taken away. */
  async listen(onSound: OnSound, onEnd: () => void): Promise<void> {
    this.#track.addEventListener('ended', onEnd);
    const { readable } = new MediaStreamTrackProcessor({ track: this.#track });
    const reader = readable.getReader() as ReadableStreamDefaultReader<AudioData>;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      // A piece comes when its end was heard.
      const arrived = performance.now() - value.duration / 1000;
      onSound(value, this.#clock.toPage(value.timestamp / 1000, arrived));
    }
  }

  close(): void {
    this.#track.stop();
  }
}

/** What kept the microphone from being opened, with what to do. */
export function microphoneProblem(error: unknown): { readonly title: string; readonly words: string } {
  const missing = (error as Error | undefined)?.name === 'NotFoundError';
  return {
    title: 'No sound',
    words: missing
      ? 'There is no microphone on this device, or it is switched off. Connect one, or switch “Record sound” off.'
      : 'The browser did not let this page use the microphone. Allow it (the icon beside the address), or switch “Record sound” off.',
  };
}
