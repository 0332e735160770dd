/** The page's side of files: asks the worker, and hands each answer to its caller. */
import type { EditList } from '../../edits/edits.ts';
import type { Mark } from '../../edits/marks.ts';
import type { LeakReading } from '../../meters/leak/meter.ts';
import { type PictureFormat, type SafeFrame, unpackSafeFrame } from '../../safe/frame.ts';
import type { FromWorker, ToWorker } from '../protocol.ts';
import type { FileInfo } from './frame-file.ts';
import type { Overview } from './overview.ts';
import { type FileProblem, FileRefused, fileProblem } from './problem.ts';

/** One frame of a file, safe. */
export interface OrderedFrame {
  /** One a view. The receiver closes each `picture`. */
  readonly frames: readonly SafeFrame[];
  /** µs that the frame is shown; 0 for a picture. */
  readonly duration: number;
  /**
   * What the leak meter says about view 0, once it has looked; null where it could not. It does not reject. Null where it was not
   * asked.
   */
  readonly reading: Promise<LeakReading | null> | null;
  /** What a person can take hold of in view 0. */
  readonly marks: readonly Mark[];
  /** Whom the `show` edits of a video mean: ids of faces by ids of edits; empty until all of it was looked at. */
  readonly meant: ReadonlyMap<number, number>;
}

/** For a frame that nobody takes. */
export function closeOrdered(ordered: OrderedFrame | null): void {
  for (const { picture } of ordered?.frames ?? []) {
    picture.close();
  }
}

export interface Analysed {
  /** Seconds. */
  readonly reached: number;
  /** Null until all of it was looked at. */
  readonly overview: Overview | null;
}

type FileAnswer = Extract<
  FromWorker,
  { type: 'file-opened' | 'file-frame' | 'file-analysed' | 'file-failed' }
>;
type FileReading = Extract<FromWorker, { type: 'file-reading' }>;
type Reading = OrderedFrame['reading'];

interface Waiting {
  readonly resolve: (answered: { readonly answer: FileAnswer; readonly reading: Reading }) => void;
  readonly reject: (error: Error) => void;
}

export class FileRequests {
  readonly #send: (message: ToWorker) => void;
  /** Number of the file that is open or being opened; the last one's, when `#open` is false. */
  #file = 0;
  #open = false;
  #waiting: Waiting[] = [];
  /** Readings that the worker owes, in order. */
  #readings: ((reading: LeakReading | null) => void)[] = [];

  constructor(send: (message: ToWorker) => void) {
    this.#send = send;
  }

  /** True while the worker owes an answer. */
  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  /** @throws FileRefused (rejects) with words, also when another file is opened meanwhile. */
  async open(blob: Blob): Promise<FileInfo> {
    this.close();
    this.#file += 1;
    this.#open = true;
    const { answer } = await this.#ask({ type: 'open-file', file: this.#file, blob });
    if (answer.type !== 'file-opened') {
      throw new FileRefused(fileProblem('engine'));
    }
    return answer.info;
  }

  /**
   * The next frame in order; with `at` (seconds) the one that is shown then. Several may be asked for at once.
   * Null at the end.
   * @throws FileRefused (rejects) with words.
   */
  async next(
    at: number | null = null,
    readLeaks = false,
    format: PictureFormat = 'rgba',
  ): Promise<OrderedFrame | null> {
    const { answer, reading } = await this.#ask({
      type: 'next-frame',
      file: this.#file,
      at,
      readLeaks,
      format,
    });
    if (answer.type !== 'file-frame') {
      throw new FileRefused(fileProblem('engine'));
    }
    const { frames, duration, marks, meant } = answer;
    const safe = frames.map(unpackSafeFrame);
    return safe.length === 0 ? null : { frames: safe, duration, reading, marks, meant };
  }

  /**
   * Has the next frames of the video looked at.
   * @returns how far that is done, seconds, and at the end who is in it.
   * @throws FileRefused (rejects) with words.
   */
  async analyse(): Promise<Analysed> {
    const { answer } = await this.#ask({ type: 'analyse-file', file: this.#file });
    if (answer.type !== 'file-analysed') {
      throw new FileRefused(fileProblem('engine'));
    }
    return answer;
  }

  /** Corrections for the frames that are asked for from now on. */
  edit(edits: EditList): void {
    if (this.#open) {
      this.#send({ type: 'edit-file', file: this.#file, edits });
    }
  }

  /** Rejects what still waits: the file was closed. */
  close(): void {
    if (this.#open) {
      this.#send({ type: 'close-file', file: this.#file });
    }
    this.fail(fileProblem('engine', 'The file was closed.'));
  }

  /** The worker died, or another source took its place: the file has to be opened again. */
  fail(problem: FileProblem): void {
    this.#open = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) {
      reject(new FileRefused(problem));
    }
    const readings = this.#readings;
    this.#readings = [];
    for (const resolve of readings) {
      resolve(null);
    }
  }

  receive(answer: FileAnswer | FileReading): void {
    if (answer.type === 'file-reading') {
      if (answer.file === this.#file) {
        this.#readings.shift()?.(answer.reading);
      }
      return;
    }
    const next = answer.file === this.#file ? this.#waiting.shift() : undefined;
    if (!next) {
      if (answer.type === 'file-frame') {
        for (const { picture } of answer.frames) {
          picture.close();
        }
      }
    } else if (answer.type === 'file-failed') {
      next.reject(new FileRefused(answer.problem));
    } else {
      const read = answer.type === 'file-frame' && answer.read;
      next.resolve({ answer, reading: read ? new Promise((told) => this.#readings.push(told)) : null });
    }
  }

  #ask(message: ToWorker): Promise<{ readonly answer: FileAnswer; readonly reading: Reading }> {
    if (!this.#open) {
      return Promise.reject(new FileRefused(fileProblem('engine')));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#send(message);
    });
  }
}
