/** Records the live safe stream into a video file, from `SafeFrame`s only. The camera does not wait: what comes too fast is left out. */
import { AudioSample } from 'mediabunny';
import type { SafeFrame } from '../engine/safe/frame.ts';
import { LiveSound } from './live-sound.ts';
import { RecordingClock, USUAL_GAP } from './recording-clock.ts';
import { type Container, type VideoSettings, VideoWriter } from './video-writer.ts';

type Writer = Pick<VideoWriter, 'add' | 'hold' | 'addSound' | 'finish' | 'cancel'>;

/** Pictures that may wait for the encoder. */
const MAX_WAITING = 3;
/** ms that sound is kept before it is written: the picture of its moment has come by then. */
const SOUND_KEPT = 1000;

export interface RecorderOptions {
  readonly container: Container;
  /** Sound comes by `hear`. */
  readonly sound?: boolean;
  /** For tests. */
  readonly create?: (settings: VideoSettings) => Promise<Writer>;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #clock = new RecordingClock();
  readonly #sound = new LiveSound((sample) => this.#writeSound(sample));
  #opening: Promise<void> | null = null;
  #writer: Writer | null = null;
  #waiting = 0;
  #work: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  /** Sound that is not written yet, oldest first; `taken` in ms on the page's clock. */
  #heard: { readonly sample: AudioSample; readonly taken: number }[] = [];
  #frames = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Seconds recorded. */
  get seconds(): number {
    return this.#clock.time;
  }

  /**
   * Adds a picture; it stays the caller's. Never waits; `finish` tells what went wrong. The first picture only opens the
   * file, since the encoder has to know the size.
   * @param taken ms on the page's clock
   * @throws TypeError when `frame` was not vouched for.
   */
  add(frame: SafeFrame, taken: number): void {
    this.#opening ??= this.#open(frame);
    if (!this.#writer || this.#failure || this.#waiting >= MAX_WAITING) {
      return;
    }
    const time = this.#clock.picture(frame.timestamp / 1000, taken);
    this.#frames += 1;
    this.#waiting += 1;
    // It copies the picture before it waits for anything.
    const added = this.#writer
      .add(frame, time, USUAL_GAP)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#work = Promise.all([this.#work, added]);
  }

  /** Adds sound; it is used up. @param taken ms on the page's clock. */
  hear(sound: AudioData, taken: number): void {
    this.#heard.push({ sample: new AudioSample(sound), taken });
    this.#flush(performance.now() - SOUND_KEPT);
  }

  /** The person made a pause: what comes until the next picture is not recorded. */
  pause(): void {
    this.#flush(Number.POSITIVE_INFINITY);
    this.#clock.pause();
  }

  /**
   * Completes the file; null when not a single picture came.
   * @param now ms on the page's clock: a picture that has stood still stands still until then
   * @throws what went wrong on the way.
   */
  async finish(now = performance.now()): Promise<Blob | null> {
    const stalled = this.#clock.stalledUntil(now);
    await this.#opening;
    this.#flush(Number.POSITIVE_INFINITY);
    await this.#work;
    if (stalled !== null && !this.#failure) {
      await this.#writer?.hold(stalled).catch((error: unknown) => this.#fail(error));
    }
    if (this.#failure || this.#frames === 0) {
      await this.#writer?.cancel();
    }
    if (this.#failure) {
      throw this.#failure.error;
    }
    return this.#frames === 0 ? null : ((await this.#writer?.finish()) ?? null);
  }

  async #open({ report: { width, height } }: SafeFrame): Promise<void> {
    const { container, sound = false, create = VideoWriter.create } = this.#options;
    try {
      this.#writer = await create({
        container,
        width,
        height,
        live: true,
        ...(sound ? { liveSound: true } : {}),
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes sound that was taken before `until`, ms. */
  #flush(until: number): void {
    for (let first = this.#heard[0]; first && first.taken < until; first = this.#heard[0]) {
      this.#heard.shift();
      const time = this.#clock.sound(first.taken);
      if (time === null || !this.#writer || this.#failure) {
        first.sample.close();
      } else {
        this.#sound.add(first.sample, time);
      }
    }
  }

  #writeSound(sample: AudioSample): void {
    const written = this.#writer
      ?.addSound(sample)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => sample.close());
    this.#work = Promise.all([this.#work, written]);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }
}
