/** The worker's side of the protocol, apart from the worker itself so that it can be tested: messages in, messages out. */
import { withDeadline } from '../../base/deadline.ts';
import { Engine, type EngineParts } from '../engine.ts';
import { packSafeFrame, type RawFrame, type SafeFrame } from '../safe/frame.ts';
import { completeSettings } from '../settings.ts';
import { streamFrom } from './feed.ts';
import { FileHost } from './file/file-host.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { NewestFrameReader } from './source.ts';

export type Post = (message: FromWorker, transfer?: Transferable[]) => void;

/** Safe frames of one view that may be on their way to the page at once. */
const MAX_IN_FLIGHT = 2;

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
  readonly #files: FileHost;
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
    this.#files = new FileHost(post);
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
        this.#files.open(message.file, message.blob);
        break;
      case 'next-frame':
        this.#files.next(message, this.#engine);
        break;
      case 'analyse-file':
        this.#files.analyse(message.file, this.#engine);
        break;
      case 'edit-file':
        this.#files.edit(message.file, message.edits);
        break;
      case 'close-file':
        this.#files.close(message.file);
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
