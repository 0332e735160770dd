/**
 * Frames from a camera's stream, newest first: while one is worked on, later ones replace each other.
 */
import type { RawFrame } from '../safe/frame.ts';

/**
 * The first frames of a stream that was given to the worker come by way of the page, which holds the next one ready while it is busy;
 * later ones come straight from the camera. So many are read before a stream is cancelled, that none is left in the page.
 */
const FRAMES_BUFFERED_BY_PAGE = 4;

/** Reads a stream of `VideoFrame`s; gives out the newest and closes the others. */
export class NewestFrameReader {
  readonly #onEnd: () => void;
  readonly #reading: Promise<void>;
  #newest: VideoFrame | null = null;
  #wake: (() => void) | null = null;
  #ended = false;

  constructor(readable: Promise<ReadableStream<VideoFrame>>, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#reading = this.#pump(readable);
  }

  /** The newest frame, as soon as there is one; null at the stream's end. The caller closes it. */
  async next(): Promise<RawFrame | null> {
    // Let frames that arrived while the worker was busy get through, so that the newest is really the newest.
    await nextTask();
    while (!this.#newest && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const frame = this.#newest;
    this.#newest = null;
    return frame && !this.#ended ? { source: frame, timestamp: frame.timestamp } : closed(frame);
  }

  /**
   * Gives out no more frames; one that was waiting is closed. Resolves when the stream was released, which waits for frames on
   * their way: a stream that is cancelled drops them unclosed, and their memory is held until the collector comes.
   */
  stop(): Promise<void> {
    if (!this.#ended) {
      this.#finish();
    }
    return this.#reading;
  }

  async #pump(readable: Promise<ReadableStream<VideoFrame>>): Promise<void> {
    try {
      const reader = (await readable).getReader();
      for (let count = 1; ; count++) {
        const { value, done } = await reader.read();
        if (done) {
          break;
        }
        if (this.#ended) {
          value.close();
          if (count >= FRAMES_BUFFERED_BY_PAGE) {
            await reader.cancel();
            break;
          }
          continue;
        }
        this.#newest?.close();
        this.#newest = value;
        this.#wake?.();
      }
    } catch {
      // A broken stream is an ended one.
    }
    if (!this.#ended) {
      this.#finish();
      this.#onEnd();
    }
  }

  #finish(): void {
    this.#ended = true;
    this.#newest?.close();
    this.#newest = null;
    this.#wake?.();
  }
}

function closed(frame: VideoFrame | null): null {
  frame?.close();
  return null;
}

const tasks = new MessageChannel();
const waiting: (() => void)[] = [];
tasks.port1.onmessage = () => waiting.shift()?.();

/** Resolves in a new task, after those that are queued already. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    tasks.port2.postMessage(null);
  });
}
