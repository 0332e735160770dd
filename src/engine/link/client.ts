/**
 * The page's handle on the engine: owns the worker, watches over it, restarts it. It moves streams, never pixels,
 * except for the safe pictures that come back.
 */

import type { AdaptCommand, AdaptStatus } from '../adapt/status.ts';
import type { EditList } from '../edits/edits.ts';
import type { ActionReading } from '../meters/action/detector.ts';
import type { LeakReading } from '../meters/leak/meter.ts';
import type { PrivacyReading } from '../meters/privacy/meter.ts';
import { type PictureFormat, type SafeFrame, unpackSafeFrame } from '../safe/frame.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import { feedFromVideo, packStream, streamOf, type VideoFeed } from './feed.ts';
import type { FileInfo } from './file/frame-file.ts';
import { fileProblem } from './file/problem.ts';
import { type Analysed, FileRequests, type OrderedFrame } from './file/requests.ts';
import { PageWorkers } from './page-workers.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { type Patience, Watchdog } from './watchdog.ts';

/** Trouble that the page must show over the last safe picture; `null` when it is over. */
export interface Trouble {
  readonly code: 'engine-stalled' | 'engine-died' | 'source-muted' | 'source-ended';
  readonly words: string;
}

export interface EngineEvents {
  /** A safe picture for view 0..3. The receiver owns it and closes `frame.picture`. */
  readonly onFrame: (view: number, frame: SafeFrame) => void;
  readonly onState: (state: EngineState) => void;
  readonly onLeak: (reading: LeakReading) => void;
  readonly onActions?: (reading: ActionReading) => void;
  readonly onPrivacy?: (reading: PrivacyReading) => void;
  readonly onAdapt?: (status: AdaptStatus) => void;
  /** Frames that the camera delivered and the engine did not show, since the last call. */
  readonly onDropped: (count: number) => void;
  readonly onTrouble: (trouble: Trouble | null) => void;
}

export interface EngineHandle {
  /** Starts (or changes) the source. The engine does not stop the track; its owner does. */
  start(track: MediaStreamTrack): Promise<void>;
  configure(settings: EngineSettings): void;
  /**
   * Opens a video or picture in place of the camera; its frames are then asked for one by one.
   * @throws FileRefused (rejects) with words for the person who chose the file.
   */
  openFile(file: Blob): Promise<FileInfo>;
  /**
   * The file's next frame in order, none dropped; with `at` (seconds) the one shown then. Null at the end. Ask for the
   * next one or two before the last has come, and the worker is never idle.
   * @param readLeaks with a reading of the leak meter, which takes its time.
   * @param format a wish: 'i420' for an encoder
   * @throws FileRefused (rejects) when the file is damaged from here on, or the engine stopped.
   */
  nextFrame(at?: number | null, readLeaks?: boolean, format?: PictureFormat): Promise<OrderedFrame | null>;
  /**
   * Has the next frames of the open video looked at; once all were, it is drawn from that. Ask again until there is an overview.
   * @throws FileRefused (rejects) when the file is damaged from here on, or the engine stopped.
   */
  analyse(): Promise<Analysed>;
  /** Corrections by hand of the open file, for the frames that are asked for from now on. Another file begins without any. */
  editFile(edits: EditList): void;
  /** "Adapt to my face": what follows comes by `onAdapt`. */
  adapt(command: AdaptCommand): void;
  /** Stops reading frames; the worker stays warm. */
  stop(): void;
  /** Ends the worker for good. */
  close(): void;
}

/** @param openWorker opens the engine's worker, again after one that died. */
export type CreateEngine = (
  openWorker: () => Worker,
  settings: EngineSettings,
  events: EngineEvents,
) => EngineHandle;

interface HeldStream {
  readonly track: MediaStreamTrack;
  readonly readable: ReadableStream<VideoFrame>;
  readonly frameRate: number;
}

const PING_EVERY = 500;
/** How long a worker may take to release a camera's stream before it is ended anyway, ms: one that is loading is busy for long. */
const CLOSE_TIMEOUT = 10_000;
const PATIENCE: Patience = { stalled: 3000, dead: 10_000 };
/** Loading compiles megabytes of WebAssembly, which may hold the worker up for long on a slow device. */
const PATIENCE_WHILE_LOADING: Patience = { stalled: 60_000, dead: 60_000 };

/** Opens the engine's worker and starts loading; `start` may be called at once. */
export const createEngine: CreateEngine = (...given) => new EngineClient(...given);

class EngineClient implements EngineHandle {
  readonly #events: EngineEvents;
  readonly #newWorker: () => Worker;
  #settings: EngineSettings;
  #worker: Worker;
  /** Those that it wanted. */
  #helpers = new PageWorkers();
  #track: MediaStreamTrack | null = null;
  #feed: VideoFeed | null = null;
  /** The worker runs and takes messages. */
  #listens = false;
  /** A camera's stream that waits for the worker. */
  #held: HeldStream | null = null;
  /** The stream that the worker reads, or is about to. */
  #given: HeldStream | null = null;
  /** Resolves when no stream is on its way to the worker any more. */
  #giving: Promise<unknown> = Promise.resolve();
  #trouble: Trouble | null = null;
  #detector: EngineState['detector'] = 'loading';
  readonly #watchdog = new Watchdog();
  #watch: ReturnType<typeof setInterval>;
  #unlisten: () => void = () => undefined;
  readonly #files = new FileRequests((message) => this.#send(message));

  constructor(openWorker: () => Worker, settings: EngineSettings, events: EngineEvents) {
    this.#settings = settings;
    this.#events = events;
    this.#newWorker = openWorker;
    this.#worker = this.#openWorker();
    this.#watch = setInterval(() => this.#watchOver(), PING_EVERY);
  }

  async start(track: MediaStreamTrack): Promise<void> {
    this.#files.close();
    this.#stopFeeding();
    this.#track = track;
    this.#listenTo(track);
    this.#setTrouble(track.muted ? MUTED : null);
    await this.#feedWorker(track);
  }

  configure(settings: EngineSettings): void {
    this.#settings = settings;
    this.#send({ type: 'settings', settings });
  }

  openFile(file: Blob): Promise<FileInfo> {
    this.stop();
    return this.#files.open(file);
  }

  nextFrame(...order: Parameters<EngineHandle['nextFrame']>): Promise<OrderedFrame | null> {
    return this.#files.next(...order);
  }

  analyse(): Promise<Analysed> {
    return this.#files.analyse();
  }

  editFile(edits: EditList): void {
    this.#files.edit(edits);
  }

  adapt(command: AdaptCommand): void {
    this.#send({ type: 'adapt', command });
  }

  stop(): void {
    this.#stopFeeding();
    this.#setTrouble(null);
    this.#track = null;
  }

  close(): void {
    this.stop();
    clearInterval(this.#watch);
    const worker = this.#worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => closePicture(data);
    void this.#giving.then(() => this.#send({ type: 'close' }));
    setTimeout(() => worker.terminate(), CLOSE_TIMEOUT);
    this.#helpers.end();
  }

  #openWorker(): Worker {
    const worker = this.#newWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (worker === this.#worker) {
        this.#receive(data);
      } else {
        closePicture(data);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) {
        this.#restart(event.message || 'the worker could not be loaded');
      }
    };
    this.#detector = 'loading';
    this.#listens = false;
    this.#watchdog.heard();
    worker.postMessage({ type: 'init', settings: this.#settings } satisfies ToWorker);
    return worker;
  }

  #receive(message: FromWorker): void {
    this.#watchdog.heard();
    this.#listens = true;
    this.#giveStream();
    if (this.#trouble?.code === 'engine-stalled') {
      this.#setTrouble(null);
    }
    switch (message.type) {
      case 'safe-frame':
        this.#send({ type: 'taken', view: message.view });
        if (!this.#track) {
          message.picture.close();
          break;
        }
        if (this.#trouble?.code === 'engine-died') {
          this.#setTrouble(null);
        }
        this.#events.onFrame(message.view, unpackSafeFrame(message));
        break;
      case 'worker-wanted':
        this.#helpers.start(message);
        break;
      case 'state':
        this.#detector = message.state.detector;
        this.#events.onState(message.state);
        break;
      case 'leak':
        this.#events.onLeak(message.reading);
        break;
      case 'actions':
        this.#events.onActions?.(message.reading);
        break;
      case 'privacy':
        this.#events.onPrivacy?.(message.reading);
        break;
      case 'adapt':
        this.#events.onAdapt?.(message.status);
        break;
      case 'dropped':
        this.#events.onDropped(message.count);
        break;
      case 'file-opened':
      case 'file-frame':
      case 'file-reading':
      case 'file-analysed':
      case 'file-failed':
        this.#files.receive(message);
        break;
      case 'ready-for-frame':
        this.#feed?.workerIsReady();
        break;
      case 'pong':
        break;
    }
  }

  #watchOver(): void {
    const now = performance.now();
    // A large picture of a file may hold it up for long as well.
    const slow = this.#detector === 'loading' || this.#files.busy;
    const health = this.#watchdog.ping(now, slow ? PATIENCE_WHILE_LOADING : PATIENCE);
    this.#send({ type: 'ping', sent: now });
    if (health === 'dead') {
      this.#restart('it did not answer any more');
    } else if (health === 'stalled' && this.#track && !this.#trouble) {
      this.#setTrouble({
        code: 'engine-stalled',
        words:
          'The engine is not answering. The picture stands still, covered as it was, until it answers or is restarted.',
      });
    }
  }

  /** A new worker takes the place of one that died or hangs; the last safe picture stays, greyed out, meanwhile. */
  #restart(why: string): void {
    this.#stopFeeding();
    this.#worker.terminate();
    this.#helpers.end();
    this.#setTrouble({
      code: 'engine-died',
      words: `The engine stopped (${why}). It is being restarted; nothing is shown until faces are covered again.`,
    });
    this.#files.fail(fileProblem('engine', `(${why.replace(/^it/, 'It')}.)`));
    this.#worker = this.#openWorker();
    if (this.#track) {
      this.#listenTo(this.#track);
      void this.#feedWorker(this.#track);
    }
  }

  /** Streams go to the worker where the browser has them; otherwise frames are taken from a video element. */
  async #feedWorker(track: MediaStreamTrack): Promise<void> {
    const frameRate = track.getSettings().frameRate ?? 0;
    const readable = streamOf(track);
    if (readable) {
      this.#held = { track, readable, frameRate };
      this.#giveStream();
      return;
    }
    const feed = feedFromVideo(track, (source, timestamp) => {
      this.#worker.postMessage({ type: 'frame', source, timestamp } satisfies ToWorker, [source]);
    });
    this.#feed = feed;
    await feed.playing;
  }

  /**
   * Not before the worker listens: the browser reads the first frame when the stream is given away, and where nobody ever takes it,
   * nobody closes it.
   */
  #giveStream(): void {
    const stream = this.#held;
    if (stream && this.#listens) {
      this.#held = null;
      this.#given = stream;
      this.#giving = Promise.all([this.#giving, this.#give(stream)]);
    }
  }

  /** What was packed is given to a worker even when it is no longer wanted: its frame has to be closed. */
  async #give(stream: HeldStream): Promise<void> {
    const packed = await packStream(stream.track, stream.readable);
    this.#worker.postMessage(
      {
        type: 'stream',
        packed,
        frameRate: stream.frameRate,
        wanted: stream === this.#given,
      } satisfies ToWorker,
      [packed],
    );
  }

  #stopFeeding(): void {
    this.#unlisten();
    this.#feed?.stop();
    this.#feed = null;
    void this.#held?.readable.cancel().catch(() => undefined);
    this.#held = null;
    this.#given = null;
    this.#send({ type: 'stop' });
  }

  #listenTo(track: MediaStreamTrack): void {
    const onMute = () => {
      this.#send({ type: 'source', muted: true });
      this.#setTrouble(MUTED);
    };
    const onUnmute = () => {
      this.#send({ type: 'source', muted: false });
      this.#setTrouble(null);
    };
    const onEnded = () => this.#setTrouble(ENDED);
    track.addEventListener('mute', onMute);
    track.addEventListener('unmute', onUnmute);
    track.addEventListener('ended', onEnded);
    this.#unlisten = () => {
      track.removeEventListener('mute', onMute);
      track.removeEventListener('unmute', onUnmute);
      track.removeEventListener('ended', onEnded);
    };
    if (track.readyState === 'ended') {
      onEnded();
    }
  }

  #setTrouble(trouble: Trouble | null): void {
    if (trouble !== this.#trouble) {
      this.#trouble = trouble;
      this.#events.onTrouble(trouble);
    }
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

/** For what comes too late: nobody else takes it. */
function closePicture(message: FromWorker): void {
  if (message.type === 'safe-frame') {
    message.picture.close();
  }
}

const MUTED: Trouble = {
  code: 'source-muted',
  words: 'The camera sends no picture just now. Another program may be using it, or its shutter is closed.',
};
const ENDED: Trouble = {
  code: 'source-ended',
  words: 'The camera was unplugged or taken away. Plug it in or choose another one, then start again.',
};
