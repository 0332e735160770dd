/** The library's entry: no React, no page. Its public face is `guise.d.ts`; `types-agree.ts` holds the two together. */
import { version } from '../../package.json';
import { createEngine, type EngineHandle } from '../engine/link/client.ts';
import type { ModeId } from '../engine/modes/mode.ts';
import type { SafeFrame } from '../engine/safe/frame.ts';
import type { EngineSettings } from '../engine/settings.ts';
import { completeSettings } from '../engine/settings.ts';
import type { EngineState } from '../engine/state.ts';
import { createSafeTrack, type SafeTrack } from '../media/safe-track.ts';
import type {
  AnonymizedTrack,
  AnonymizeOptions,
  GuiseProcessor,
  TrackReport,
  TrackSettings,
} from './guise.d.ts';

type Public = typeof import('./guise.d.ts');

export const anonymizeTrack: Public['anonymizeTrack'] = async (
  track,
  options = {},
): Promise<AnonymizedTrack> => {
  assertVideo(track);
  const anonymizer = new TrackAnonymizer(options, 'ends-with-camera');
  try {
    await anonymizer.start(track);
  } catch (error) {
    anonymizer.stop();
    throw error;
  }
  return {
    track: anonymizer.track,
    ready: anonymizer.ready,
    configure: (changes) => anonymizer.configure(changes),
    pause: () => anonymizer.pause(true),
    resume: () => anonymizer.pause(false),
    stop: () => anonymizer.stop(),
    report: () => anonymizer.report(),
  };
};

/** Cameras that a Guise processor is reading, by the processor: LiveKit must not be given a second one for the same camera. */
const processed = new WeakMap<MediaStreamTrack, GuiseProcessor>();

export const guiseProcessor: Public['guiseProcessor'] = (options = {}): GuiseProcessor => {
  let anonymizer: TrackAnonymizer | null = null;
  let camera: MediaStreamTrack | null = null;
  /** Settings made before `init`. */
  let wanted = options;
  const read = (track: MediaStreamTrack) => {
    if (camera) {
      processed.delete(camera);
    }
    camera = track;
    processed.set(track, processor);
  };
  const place = () => {
    anonymizer = new TrackAnonymizer(wanted, 'outlives-camera');
    // Set before anything is awaited: a processor without a track would have LiveKit publish the camera itself.
    processor.processedTrack = anonymizer.track;
    processor.ready = anonymizer.ready;
    return anonymizer;
  };
  const active = () => {
    if (!anonymizer) {
      throw new Error('The processor is not in place: give it to setProcessor first.');
    }
    return anonymizer;
  };
  const processor: GuiseProcessor = {
    name: 'guise',
    async init({ track }) {
      assertVideo(track);
      // LiveKit calls this before it stops the processor in place; afterwards it sends the raw camera until the new one takes over.
      if (anonymizer || processed.has(track)) {
        throw new Error(
          'A Guise processor is in place on this camera already, and exchanging it would send the raw camera for a moment. Change the one in place with processor.configure({ … }).',
        );
      }
      const placed = place();
      read(track);
      await placed.start(track);
    },
    async restart({ track }) {
      assertVideo(track);
      if (!anonymizer) {
        return processor.init({ track });
      }
      read(track);
      // When its track and every clone were stopped it let go of the camera, and there is nothing to go on with.
      await (anonymizer.stopped ? place() : anonymizer).start(track);
    },
    async destroy() {
      anonymizer?.stop();
      anonymizer = null;
      if (camera) {
        processed.delete(camera);
        camera = null;
      }
    },
    configure(changes) {
      wanted = { ...wanted, ...changes };
      anonymizer?.configure(changes);
    },
    pause: () => active().pause(true),
    resume: () => active().pause(false),
    report: () => anonymizer?.report() ?? null,
  };
  return processor;
};

/** How often the camera's state is read, ms: a track that a page stops itself fires no `ended`. */
const CHECK_CAMERA = 500;
/** Failed loads of the detector after which `ready` gives up waiting; the engine goes on trying. */
const LOADING_PATIENCE = 3;

/**
 * One engine and one safe track; cameras may be changed behind it. It stops when the track and all its clones were stopped. 'ends-with-camera': its track ends when the camera does.
 * 'outlives-camera': it shows a covered frame until another camera is started, as LiveKit needs it, which stops cameras to mute.
 */
class TrackAnonymizer {
  /** Resolves with the first frame that was judged; rejects in words when there will be none. */
  readonly ready: Promise<void>;
  readonly #safe: SafeTrack;
  readonly #engine: EngineHandle;
  readonly #whenCameraEnds: 'ends-with-camera' | 'outlives-camera';
  #options: AnonymizeOptions;
  #paused = false;
  #stopped = false;
  #camera: MediaStreamTrack | null = null;
  #cameraCheck: ReturnType<typeof setInterval> | undefined;
  #detector: EngineState['detector'] = 'loading';
  #loadFailures = 0;
  #counts = { frames: 0, coveredWhole: 0, dropped: 0 };
  #leaks = { readings: 0, bareFaces: 0 };
  #becomeReady: () => void = () => undefined;
  #neverReady: (why: string) => void = () => undefined;

  constructor(options: AnonymizeOptions, whenCameraEnds: 'ends-with-camera' | 'outlives-camera') {
    this.#options = options;
    this.#whenCameraEnds = whenCameraEnds;
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#neverReady = (why) => reject(new Error(why));
    });
    // A caller that does not wait for it must not get an unhandled rejection.
    this.ready.catch(() => undefined);
    if (!hasSimd()) {
      this.#neverReady(
        'This browser has no WebAssembly SIMD, which finding faces needs. Use a current Chrome, Edge, Firefox or Safari.',
      );
    }
    this.#safe = createSafeTrack();
    this.#engine = createEngine(workerOpener(options), this.#settings(), {
      onFrame: (view, frame) => {
        if (view === 0) {
          this.#take(frame);
        }
        frame.picture.close();
      },
      onState: ({ detector, notices }) => {
        const failed = notices.find(({ code }) => code === 'model-corrupt' || code === 'detector-failed');
        if (failed) {
          options.onTrouble?.(failed.words);
        }
        this.#loadFailures += detector === 'failed' && this.#detector !== 'failed' ? 1 : 0;
        this.#detector = detector;
        if (failed && this.#loadFailures >= LOADING_PATIENCE) {
          this.#neverReady(failed.words);
        }
      },
      onLeak: ({ bareFaces }) => {
        this.#leaks = {
          readings: this.#leaks.readings + 1,
          bareFaces: this.#leaks.bareFaces + bareFaces,
        };
      },
      onDropped: (count) => {
        this.#counts.dropped += count;
      },
      onTrouble: (trouble) => {
        options.onTrouble?.(trouble?.words ?? null);
        if (trouble?.code === 'source-ended') {
          this.#cameraEnded();
        }
      },
    });
  }

  get track(): MediaStreamTrack {
    return this.#safe.track;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  async start(track: MediaStreamTrack): Promise<void> {
    this.#camera = track;
    clearInterval(this.#cameraCheck);
    this.#cameraCheck = setInterval(() => this.#checkCamera(), CHECK_CAMERA);
    await this.#engine.start(track);
  }

  configure(changes: TrackSettings): void {
    this.#options = { ...this.#options, ...changes };
    this.#engine.configure(this.#settings());
  }

  /** While paused every frame is covered whole; the camera goes on. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.#engine.configure(this.#settings());
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#cameraCheck);
    this.#neverReady('It was stopped before the first picture was covered.');
    this.#engine.close();
    this.#safe.stop();
  }

  report(): TrackReport {
    return { ...this.#counts, leaks: this.#leaks };
  }

  #settings(): EngineSettings {
    const settings = settingsOf(this.#options);
    // The view 'none' is never drawn: it is covered whole, always.
    return this.#paused ? { ...settings, views: [{ mode: 'none' }] } : settings;
  }

  #checkCamera(): void {
    if (this.#camera?.readyState === 'ended') {
      this.#options.onTrouble?.('The camera was stopped.');
      this.#cameraEnded();
    }
  }

  #cameraEnded(): void {
    clearInterval(this.#cameraCheck);
    if (this.#whenCameraEnds === 'ends-with-camera') {
      this.stop();
    }
  }

  #take(frame: SafeFrame): void {
    const { covered, reason, faces } = frame.report;
    if (reason === 'faces' || reason === 'no-face') {
      this.#becomeReady();
    }
    if (!this.#safe.write(frame)) {
      if (this.#safe.over && !this.#stopped) {
        // Nobody looks any more: the camera is not to be read for nothing.
        this.stop();
      }
      return;
    }
    this.#counts.frames += 1;
    this.#counts.coveredWhole += covered === 'whole' ? 1 : 0;
    this.#options.onFrame?.({
      timestamp: frame.timestamp,
      covered,
      reason: reason === 'comparison-only' ? 'paused' : reason,
      faces: faces.length,
    });
  }
}

function settingsOf(options: AnonymizeOptions): EngineSettings {
  const mode: ModeId = options.mode ?? 'mask';
  return completeSettings({
    ...options,
    views: [{ mode }],
    values: { [mode]: options.values ?? {} },
    // Elsewhere the safe track is a canvas, which draws.
    pictureFormat: typeof MediaStreamTrackGenerator === 'undefined' ? 'rgba' : 'i420',
    leakRate: options.leakReadings ?? 0,
    // The page's own meters: nobody would see them.
    privacyRate: 0,
    actionRate: 0,
  });
}

/** @throws TypeError where the assets are not of the page's own origin: browsers start workers from nowhere else. */
function workerOpener({ assetsPath = '/guise/assets/' }: AnonymizeOptions): () => Worker {
  const folder = new URL(assetsPath.endsWith('/') ? assetsPath : `${assetsPath}/`, document.baseURI);
  if (folder.origin !== location.origin) {
    throw new TypeError(
      `assetsPath has to be on the page's own origin, ${location.origin}, not on ${folder.origin}: browsers start workers from nowhere else. Copy the package's folder "assets" to this site.`,
    );
  }
  // As in build/library.mjs.
  const url = new URL(`engine-${version}.js`, folder);
  return () => new Worker(url, { type: 'module', name: 'guise-engine' });
}

/** The smallest module with an instruction of SIMD: it is valid only where the browser has them. */
function hasSimd(): boolean {
  const module = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0];
  const code = [10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
  return WebAssembly.validate(new Uint8Array([...module, ...code]));
}

function assertVideo(track: MediaStreamTrack): void {
  if (track?.kind !== 'video') {
    throw new TypeError('anonymizeTrack wants a video track.');
  }
}
