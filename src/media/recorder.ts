/** Records the live safe stream into a video file, from `SafeFrame`s only. The camera does not wait: what comes too fast is left out. */
import type { SafeFrame } from '../engine/safe/frame.ts';
import { type Container, type VideoSettings, VideoWriter } from './video-writer.ts';

type Writer = Pick<VideoWriter, 'add' | 'finish' | 'cancel'>;

/** Pictures that may wait for the encoder. */
const MAX_WAITING = 3;
/** A gap longer than this, seconds, is a pause or another camera, and is not recorded as such. */
const LONGEST_GAP = 2;
/** Seconds between pictures where nothing better is known. */
const USUAL_GAP = 1 / 30;

export class Recorder {
  readonly #container: Container;
  readonly #create: (settings: VideoSettings) => Promise<Writer>;
  #opening: Promise<void> | null = null;
  #writer: Writer | null = null;
  #waiting = 0;
  #work: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  /** µs on the source's clock, of the picture before. */
  #before = Number.NaN;
  /** Seconds in the file, of the picture before. */
  #time = 0;
  #frames = 0;

  /** @param create for tests. */
  constructor(
    container: Container,
    create: (settings: VideoSettings) => Promise<Writer> = VideoWriter.create,
  ) {
    this.#container = container;
    this.#create = create;
  }

  /** Seconds recorded. */
  get seconds(): number {
    return this.#time;
  }

  /**
   * Adds a picture; it stays the caller's. Never waits; `finish` tells what went wrong. The first picture only opens the
   * file, since the encoder has to know the size.
   * @throws TypeError when `frame` was not vouched for.
   */
  add(frame: SafeFrame): void {
    this.#opening ??= this.#open(frame);
    if (!this.#writer || this.#failure || this.#waiting >= MAX_WAITING) {
      return;
    }
    const gap = (frame.timestamp - this.#before) / 1e6;
    if (this.#frames > 0) {
      this.#time += gap > 0 && gap <= LONGEST_GAP ? gap : USUAL_GAP;
    }
    this.#before = frame.timestamp;
    this.#frames += 1;
    this.#waiting += 1;
    // It copies the picture before it waits for anything.
    const added = this.#writer
      .add(frame, this.#time, USUAL_GAP)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#work = Promise.all([this.#work, added]);
  }

  /** Completes the file; null when not a single picture came. @throws what went wrong on the way. */
  async finish(): Promise<Blob | null> {
    await this.#opening;
    await this.#work;
    if (this.#failure || this.#frames === 0) {
      await this.#writer?.cancel();
    }
    if (this.#failure) {
      throw this.#failure.error;
    }
    return this.#frames === 0 ? null : ((await this.#writer?.finish()) ?? null);
  }

  async #open({ report: { width, height } }: SafeFrame): Promise<void> {
    try {
      this.#writer = await this.#create({ container: this.#container, width, height, live: true });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }
}
