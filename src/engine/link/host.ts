/** The worker's side of the protocol, apart from the worker itself so that it can be tested: messages in, messages out. */
import { withDeadline } from '../../base/deadline.ts';
import { messageOf } from '../../base/errors.ts';
import { Engine, type EngineParts } from '../engine.ts';
import { packSafeFrame, type RawFrame, type SafeFrame } from '../safe/frame.ts';
import { completeSettings } from '../settings.ts';
import { streamFrom } from './feed.ts';
import type { FileHost, FileOrder } from './file/file-host.ts';
import type { FileProblem } from './file/problem.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { NewestFrameReader } from './source.ts';

export type Post = (message: FromWorker, transfer?: Transferable[]) => void;

/** Safe frames of one view that may be on their way to the page at once. */
const MAX_IN_FLIGHT = 2;

/** The words of `file/problem.ts` come with what is missing. */
const MISSING: FileProblem = {
  code: 'engine',
  title: 'Files cannot be opened right now',
  words:
    'A part of Guise did not arrive. Open the file again when the server can be reached; if that does not help, reload the page.',
};

/** ms that the frame in work may take when the worker is told to end. */
const LAST_FRAME = 1000;

export class Host {
  readonly #post: Post;
  readonly #parts: EngineParts;
  #engine: Engine | null = null;
  #reader: NewestFrameReader | null = null;
  /** Resolves when no stream is being read any more. */
  #releasing: Promise<unknown> = Promise.resolve();
  /** Resolves when the frame that is worked on is closed. */
  #showing: Promise<unknown> = Promise.resolve();
  readonly #end: () => void;
  /** Comes with the first file. */
  #files: Promise<FileHost> | null = null;
  #inFlight: number[] = [];
  #busyWithFrame = false;
  /** µs between frames as the camera states it, and the last frame's time, to count what was dropped. */
  #interval = 0;
  #lastTimestamp = Number.NaN;

  /** @param end ends the worker. */
  constructor(parts: EngineParts, post: Post, end: () => void = () => undefined) {
    this.#parts = parts;
    this.#post = post;
    this.#end = end;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'init':
        this.#engine?.close();
        this.#engine = new Engine(completeSettings(message.settings), this.#parts, {
          onState: (state) => this.#post({ type: 'state', state }),
          onLeak: (reading) => this.#post({ type: 'leak', reading }),
          onActions: (reading) => this.#post({ type: 'actions', reading }),
          onPrivacy: (reading) => this.#post({ type: 'privacy', reading }),
          onAdapt: (status) => this.#post({ type: 'adapt', status }),
        });
        this.#engine.start();
        break;
      case 'settings':
        this.#engine?.configure(completeSettings(message.settings));
        break;
      case 'stream':
        if (message.wanted) {
          void this.#readStream(message.packed, message.frameRate);
        } else {
          this.#release(new NewestFrameReader(streamFrom(message.packed), () => undefined));
        }
        break;
      case 'frame':
        void this.#takeFrame({ source: message.source, timestamp: message.timestamp });
        break;
      case 'open-file':
        this.#stopReading();
        // Files are rare, and what reads them is large.
        this.#files ??= import('./file/file-host.ts').then(({ FileHost }) => new FileHost(this.#post));
        void this.#orderOfFile(message);
        break;
      case 'next-frame':
      case 'analyse-file':
      case 'edit-file':
      case 'close-file':
        void this.#orderOfFile(message);
        break;
      case 'source':
        // What was followed before is old, and the pause is no frame dropped.
        this.#engine?.reset();
        this.#lastTimestamp = Number.NaN;
        break;
      case 'taken':
        this.#inFlight[message.view] = Math.max(0, (this.#inFlight[message.view] ?? 0) - 1);
        break;
      case 'adapt':
        this.#engine?.adapt(message.command);
        break;
      case 'ping':
        this.#post({ type: 'pong', sent: message.sent });
        break;
      case 'stop':
        this.#stopReading();
        break;
      case 'close':
        this.#stopReading();
        this.#engine?.close();
        this.#engine = null;
        void this.#releasing.then(() => this.#finished()).then(this.#end);
        break;
    }
  }

  /** Passed on in the order of asking. Where what reads files did not come, each question is answered so; the next file asks for it again. */
  async #orderOfFile(order: FileOrder): Promise<void> {
    const loading = this.#files;
    try {
      const files = await loading;
      if (!files) {
        throw new Error('no file was opened');
      }
      files.receive(order, this.#engine);
    } catch (error) {
      console.warn('Guise: what reads files is not there:', messageOf(error));
      if (this.#files === loading) {
        this.#files = null;
      }
      if (order.type !== 'edit-file' && order.type !== 'close-file') {
        this.#post({ type: 'file-failed', file: order.file, problem: MISSING });
      }
    }
  }

  /** Resolves when the frame in work is closed; after a moment in any case, for a worker that lingers keeps connections and memory. */
  #finished(): Promise<unknown> {
    return withDeadline(this.#showing, LAST_FRAME, 'The last frame took too long.').catch(() => undefined);
  }

  async #readStream(packed: MessagePort, frameRate: number): Promise<void> {
    this.#stopReading();
    this.#engine?.reset();
    this.#interval = frameRate > 0 ? 1e6 / frameRate : 0;
    const reader = new NewestFrameReader(streamFrom(packed), () => undefined);
    this.#reader = reader;
    for (let frame = await reader.next(); frame; frame = await reader.next()) {
      this.#countDropped(frame.timestamp);
      await this.#show(frame);
    }
  }

  /** The fallback's way: the page sends one frame and waits for 'ready-for-frame'. */
  async #takeFrame(frame: RawFrame): Promise<void> {
    if (this.#busyWithFrame) {
      frame.source.close();
      this.#post({ type: 'dropped', count: 1 });
      return;
    }
    this.#busyWithFrame = true;
    try {
      await this.#show(frame);
    } finally {
      this.#busyWithFrame = false;
      this.#post({ type: 'ready-for-frame' });
    }
  }

  async #show(frame: RawFrame): Promise<void> {
    if (!this.#engine) {
      frame.source.close();
      return;
    }
    const processed = this.#engine.process(frame);
    this.#showing = processed;
    const frames = await processed;
    frames.forEach((safe, view) => {
      this.#send(safe, view);
    });
  }

  #send(safe: SafeFrame, view: number): void {
    const inFlight = this.#inFlight[view] ?? 0;
    if (inFlight >= MAX_IN_FLIGHT) {
      safe.picture.close();
      if (view === 0) {
        this.#post({ type: 'dropped', count: 1 });
      }
      return;
    }
    this.#inFlight[view] = inFlight + 1;
    this.#post(packSafeFrame(safe, view), [safe.picture]);
  }

  /** Frames that the camera made between the last one and this one. */
  #countDropped(timestamp: number): void {
    const gap = timestamp - this.#lastTimestamp;
    this.#lastTimestamp = timestamp;
    const count = this.#interval > 0 && gap > 0 ? Math.round(gap / this.#interval) - 1 : 0;
    if (count > 0) {
      this.#post({ type: 'dropped', count });
    }
  }

  #stopReading(): void {
    if (this.#reader) {
      this.#release(this.#reader);
      this.#reader = null;
    }
    this.#lastTimestamp = Number.NaN;
    this.#inFlight = [];
  }

  #release(reader: NewestFrameReader): void {
    this.#releasing = Promise.all([this.#releasing, reader.stop()]);
  }
}
