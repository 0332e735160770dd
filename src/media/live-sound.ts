/** Sound that comes piece by piece, as one unbroken track: holes are filled with silence, what overlaps is left out. */
import { AudioSample } from 'mediabunny';

/** Off by no more than this, seconds, a piece simply follows the one before. */
const TOLERANCE = 0.02;
/** Longest piece of silence, seconds. */
const SILENCE = 1;

export class LiveSound {
  readonly #write: (sample: AudioSample) => void;
  /** Seconds that are written. */
  #until = 0;

  /** @param write takes a sample at its own time, and closes it. */
  constructor(write: (sample: AudioSample) => void) {
    this.#write = write;
  }

  /** @param time seconds in the file at which the piece was taken; it is used up. */
  add(sample: AudioSample, time: number): void {
    if (time < this.#until - TOLERANCE) {
      sample.close();
      return;
    }
    const { sampleRate, numberOfChannels } = sample;
    while (time > this.#until + TOLERANCE) {
      const frames = Math.round(Math.min(SILENCE, time - this.#until) * sampleRate);
      const data = new Float32Array(frames * numberOfChannels);
      this.#put(
        new AudioSample({ data, format: 'f32-planar', numberOfChannels, sampleRate, timestamp: this.#until }),
      );
    }
    this.#put(sample);
  }

  #put(sample: AudioSample): void {
    sample.setTimestamp(this.#until);
    this.#until += sample.duration;
    this.#write(sample);
  }
}
