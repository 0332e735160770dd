/** The worker's side of files: one open at a time, its frames handed out in order, one for each that is asked for. */
import type { Engine } from '../../engine.ts';
import { packSafeFrame } from '../../safe/frame.ts';
import type { Post } from '../host.ts';
import type { ToWorker } from '../protocol.ts';
import { type FrameFile, openFrameFile } from './frame-file.ts';
import { type FileProblemCode, problemOf } from './problem.ts';

type NextFrame = Extract<ToWorker, { type: 'next-frame' }>;

export class FileDesk {
  readonly #post: Post;
  readonly #open: typeof openFrameFile;
  /** The number of the file that is wanted; what belongs to another one is not answered. */
  #current = 0;
  #file: FrameFile | null = null;
  /** One thing at a time, in the order of asking. */
  #work: Promise<void> = Promise.resolve();

  /** @param open for tests. */
  constructor(post: Post, open = openFrameFile) {
    this.#post = post;
    this.#open = open;
  }

  /** Answered by 'file-opened' or 'file-failed'. The file before is closed. */
  open(number: number, blob: Blob): void {
    this.#current = number;
    this.#then(number, 'broken', async () => {
      this.#file?.close();
      this.#file = null;
      const file = await this.#open(blob);
      if (number !== this.#current) {
        file.close();
        return;
      }
      this.#file = file;
      this.#post({ type: 'file-opened', file: number, info: file.info });
    });
  }

  /** Answered by 'file-frame' or 'file-failed'. */
  next({ file: number, at, audit }: NextFrame, engine: Engine | null): void {
    this.#then(number, 'engine', async () => {
      if (!this.#file || !engine) {
        throw new Error('There is no file open.');
      }
      await engine.ready();
      const next = await this.#file.next(at);
      if (!next) {
        this.#post({ type: 'file-frame', file: number, frames: [], duration: 0, reading: null });
        return;
      }
      if (next.jumped) {
        engine.reset();
      }
      const { frames, reading } = await engine.processPatiently(next.frame, audit);
      this.#post(
        {
          type: 'file-frame',
          file: number,
          frames: frames.map((frame, view) => packSafeFrame(frame, view)),
          duration: next.frame.duration,
          reading,
        },
        frames.map((frame) => frame.picture),
      );
    });
  }

  close(number: number): void {
    if (number === this.#current) {
      this.#current = 0;
      this.#work = this.#work.then(() => {
        this.#file?.close();
        this.#file = null;
      });
    }
  }

  #then(number: number, otherwise: FileProblemCode, work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (number !== this.#current) {
        return;
      }
      try {
        await work();
      } catch (error) {
        this.#post({ type: 'file-failed', file: number, problem: problemOf(error, otherwise) });
      }
    });
  }
}
