/** The worker's side of files: one open at a time, its frames handed out in order, one for each that is asked for. */
import { type EditList, NO_EDITS } from '../../edits/edits.ts';
import { parseEdits } from '../../edits/parse.ts';
import type { DrawnOffline, Engine } from '../../engine.ts';
import { packSafeFrame } from '../../safe/frame.ts';
import type { Post } from '../host.ts';
import type { ToWorker } from '../protocol.ts';
import { Analysis } from './analysis.ts';
import { type FrameFile, openFrameFile } from './frame-file.ts';
import { HeldFrame } from './held-frame.ts';
import { type FileProblemCode, FileRefused, problemOf } from './problem.ts';

/** ms for which frames are looked at before something else has its turn. */
const ANALYSIS_STEP = 200;

const NOBODY: ReadonlyMap<number, number> = new Map();

export type FileOrder = Extract<
  ToWorker,
  { type: 'open-file' | 'next-frame' | 'analyse-file' | 'edit-file' | 'close-file' }
>;
type NextFrame = Extract<ToWorker, { type: 'next-frame' }>;

export class FileHost {
  readonly #post: Post;
  readonly #open: typeof openFrameFile;
  /** The number of the file that is wanted; what belongs to another one is not answered. */
  #current = 0;
  #file: FrameFile | null = null;
  /** The frame that was given out last. */
  #held: HeldFrame | null = null;
  #blob: Blob | null = null;
  #analysis: Analysis | null = null;
  /** Whose helpers look through videos. */
  #engine: Engine | null = null;
  /** Corrections of this file, or why they cannot be read; none for the next one. */
  #edits: EditList | FileRefused = NO_EDITS;
  /** Of the leak meter, under way. */
  #reading: Promise<unknown> | null = null;
  /** One thing at a time, in the order of asking. */
  #work: Promise<void> = Promise.resolve();

  /** @param open for tests. */
  constructor(post: Post, open = openFrameFile) {
    this.#post = post;
    this.#open = open;
  }

  receive(order: FileOrder, engine: Engine | null): void {
    switch (order.type) {
      case 'open-file':
        this.open(order.file, order.blob);
        break;
      case 'next-frame':
        this.next(order, engine);
        break;
      case 'analyse-file':
        this.analyse(order.file, engine);
        break;
      case 'edit-file':
        this.edit(order.file, order.edits);
        break;
      case 'close-file':
        this.close(order.file);
        break;
    }
  }

  /** Answered by 'file-opened' or 'file-failed'. The file before is closed. */
  open(number: number, blob: Blob): void {
    this.#current = number;
    this.#then(number, 'broken', async () => {
      this.#letGo();
      const file = await this.#open(blob);
      if (number !== this.#current) {
        file.close();
        return;
      }
      this.#file = file;
      this.#blob = blob;
      this.#post({ type: 'file-opened', file: number, info: file.info });
    });
  }

  /** Answered by 'file-frame' or 'file-failed'. */
  next({ file: number, at, readLeaks, format }: NextFrame, engine: Engine | null): void {
    this.#then(number, 'engine', async () => {
      if (!this.#file || !engine) {
        throw new Error('There is no file open.');
      }
      await engine.ready();
      if (readLeaks) {
        await this.#reading;
      }
      const edits = this.#edits;
      if (edits instanceof FileRefused) {
        throw edits;
      }
      const analysis = this.#analysis?.key === engine.lookKey ? this.#analysis : null;
      const wish = { readLeaks, format };
      const meant = analysis?.meant(edits, engine) ?? NOBODY;
      if (at !== null && this.#held?.isShownAt(at)) {
        const drawn = await this.#held.draw(engine, edits, analysis, wish);
        this.#answer(number, drawn, this.#held.duration, meant);
        return;
      }
      const next = await this.#file.next(at);
      if (!next) {
        const nothing = { frames: [], duration: 0, read: false, marks: [], meant };
        this.#post({ type: 'file-frame', file: number, ...nothing });
        return;
      }
      this.#held?.close();
      this.#held = new HeldFrame(next.frame, this.#file.info.kind === 'picture');
      const drawn = await this.#held.draw(engine, edits, analysis, wish, !next.jumped);
      this.#answer(number, drawn, next.frame.duration, meant);
    });
  }

  /**
   * Looks at the next frames of a video, for drawing from later. Answered by 'file-analysed', with an overview once all of it was
   * looked at, or by 'file-failed'.
   */
  analyse(number: number, engine: Engine | null): void {
    this.#then(number, 'engine', async () => {
      if (!this.#blob || !engine) {
        throw new Error('There is no file open.');
      }
      this.#engine = engine;
      // They load beside the engine's own detector, which looks until they are there.
      void engine.openHelpers();
      await engine.ready();
      if (this.#analysis?.key !== engine.lookKey) {
        this.#analysis?.close();
        this.#analysis = new Analysis(await this.#open(this.#blob), engine.lookKey);
      }
      const analysis = this.#analysis;
      await analysis.step(engine, ANALYSIS_STEP);
      const overview = analysis.complete ? analysis.overview(engine) : null;
      this.#post({ type: 'file-analysed', file: number, reached: analysis.reached, overview });
    });
  }

  #answer(
    file: number,
    { frames, reading, marks }: DrawnOffline,
    duration: number,
    meant: ReadonlyMap<number, number>,
  ): void {
    this.#post(
      {
        type: 'file-frame',
        file,
        frames: frames.map((frame, view) => packSafeFrame(frame, view)),
        duration,
        read: reading !== null,
        marks,
        meant,
      },
      frames.map((frame) => frame.picture),
    );
    // The next frames are drawn meanwhile.
    if (reading) {
      this.#reading = reading.then((told) => this.#post({ type: 'file-reading', file, reading: told }));
    }
  }

  /** For the frames that are asked for from now on: refused, every one of them, where the corrections cannot be read. */
  edit(number: number, edits: unknown): void {
    this.#work = this.#work.then(() => {
      if (number === this.#current) {
        this.#edits = editsFrom(edits);
      }
    });
  }

  close(number: number): void {
    if (number === this.#current) {
      this.#current = 0;
      this.#work = this.#work.then(() => {
        this.#letGo();
        this.#engine?.closeHelpers();
        this.#engine = null;
      });
    }
  }

  #letGo(): void {
    this.#held?.close();
    this.#held = null;
    this.#file?.close();
    this.#file = null;
    this.#analysis?.close();
    this.#analysis = null;
    this.#blob = null;
    this.#edits = NO_EDITS;
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

function editsFrom(given: unknown): EditList | FileRefused {
  try {
    return parseEdits(given);
  } catch (error) {
    return new FileRefused(problemOf(error, 'edits'));
  }
}
