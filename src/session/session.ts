/** Wires the camera to the engine and the engine to the canvases, and keeps the store up to date. */

import type { AdaptCommand } from '../engine/adapt/status.ts';
import { createEngine, type EngineHandle } from '../engine/link/client.ts';
import { openEngineWorker } from '../engine/link/open-worker.ts';
import type { LeakReading } from '../engine/meters/leak/meter.ts';
import type { ModeChoice } from '../engine/modes/mode.ts';
import type { SafeFrame } from '../engine/safe/frame.ts';
import type { EngineSettings } from '../engine/settings.ts';
import { closeCamera, listCameras, type OpenCamera, openCamera, watchCameras } from '../media/camera.ts';
import { cameraProblem, describeCameraError } from '../media/camera-error.ts';
import { CanvasSink } from '../media/canvas-sink.ts';
import { SourceClock } from '../media/recording-clock.ts';
import { addReading } from './leaks.ts';
import { addLikeness } from './privacy.ts';
import { pictureBegins } from './requests.ts';
import { sealNetwork } from './seal.ts';
import { statistics } from './statistics.ts';
import { NO_STATS, setPreferences, store } from './store.ts';
import { Thumbnails } from './thumbnails.ts';

/** How often numbers on the page change, ms; each frame would be unreadable and would cost frames. */
const STATS_EVERY = 250;

class Session {
  #engine: EngineHandle | null = null;
  #camera: OpenCamera | null = null;
  #sinks = new Map<number, CanvasSink>();
  /** Who else gets the main view's pictures; each copies what it needs at once. */
  readonly #taps = new Set<(frame: SafeFrame, taken: number) => void>();
  /** From the first picture on: how the camera's clock stands is known better with every one. */
  readonly #cameraClock = new SourceClock();
  /** A file has taken the camera's place. */
  #file = false;
  /** While a file is written its settings stay as they were. */
  #locked = false;
  /** Guards against a slow start that was overtaken by another one. */
  #attempt = 0;
  #look: ((frame: SafeFrame) => void) | null = null;
  readonly #thumbnails = new Thumbnails();

  constructor() {
    store.subscribe((state, before) => {
      if (state.settings !== before.settings && !this.#locked) {
        this.#thumbnails.cancel();
        this.#configure();
      }
    });
    watchCameras(() => void this.#camerasChanged());
    setInterval(() => {
      this.#orderThumbnail();
      statistics.publish();
    }, STATS_EVERY);
  }

  /** Asks for the camera and starts; words go to the store when that fails. */
  start(): Promise<void> {
    return this.#start(false);
  }

  /** Starts a drawn scene in the camera's place: the page can be tried without one. */
  startTrial(): Promise<void> {
    return this.#start(true);
  }

  /** Goes on with what was paused or failed. */
  resume(): Promise<void> {
    return this.#start(store.getState().trial);
  }

  async #start(trial: boolean): Promise<void> {
    const attempt = ++this.#attempt;
    this.#file = false;
    this.#thumbnails.clear();
    store.setState({
      phase: 'starting',
      source: 'camera',
      trial,
      file: null,
      problem: null,
      trouble: null,
      stats: NO_STATS,
    });
    this.#openEngine();
    try {
      const camera = await (trial ? openTrial() : openChosenCamera());
      if (attempt !== this.#attempt) {
        closeCamera(camera);
        return;
      }
      this.#releaseCamera();
      this.#camera = camera;
      camera.track.addEventListener('ended', () => {
        if (this.#camera === camera) {
          this.fail('unplugged');
        }
      });
      // The stage has the camera's shape before the first picture.
      const { width = 0, height = 0 } = camera.track.getSettings();
      if (width && height) {
        store.setState({ aspect: width / height });
      }
      if (!trial) {
        setPreferences({ cameraId: camera.deviceId, ...(camera.facesAway ? { mirror: false } : {}) });
      }
      // Those of now: another mode may have been chosen while the camera was asked for.
      this.#configure();
      await this.#engine?.start(camera.track);
      void this.#listCameras();
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#releaseCamera();
        store.setState({ phase: 'error', problem: describeCameraError(error) });
      }
    }
  }

  /** Lets go of the camera; the last safe picture stays. */
  pause(): void {
    this.#attempt += 1;
    this.#releaseCamera();
    store.setState({ phase: 'paused', stats: NO_STATS });
    statistics.writeStatus();
  }

  fail(code: Parameters<typeof cameraProblem>[0]): void {
    this.#attempt += 1;
    this.#releaseCamera();
    store.setState({ phase: 'error', problem: cameraProblem(code) });
    statistics.writeStatus();
  }

  /** Lets go of the camera and gives the engine over to a file (`files.ts`). */
  takeFile(): EngineHandle {
    this.#attempt += 1;
    this.#releaseCamera();
    this.#file = true;
    this.#thumbnails.clear();
    store.setState({ stats: NO_STATS, trial: false });
    return this.#openEngine();
  }

  /** The engine's settings for as long as a file is written; null: those that are set, and what is changed, again. */
  lockSettings(settings: EngineSettings | null): void {
    this.#locked = settings !== null;
    this.#thumbnails.cancel();
    this.#engine?.configure(settings ?? settingsNow());
  }

  /** Shows a file's pictures, one a view. */
  showFile(frames: readonly SafeFrame[]): void {
    frames.forEach((frame, view) => {
      this.#show(view, frame);
    });
  }

  /**
   * Gives every picture of the main view to `receive` too, until the answer is called, with when it was taken, ms on the page's clock.
   * The picture is not the receiver's.
   */
  tap(receive: (frame: SafeFrame, taken: number) => void): () => void {
    this.#taps.add(receive);
    return () => this.#taps.delete(receive);
  }

  takeReading(reading: LeakReading): void {
    const period = 1000 / Math.max(0.1, store.getState().settings.leakRate);
    store.setState(({ leaks }) => ({ reading, leaks: addReading(leaks, reading, period) }));
  }

  /** The raw stream for the press-and-hold comparison; it never feeds a sink. */
  rawStream(): MediaStream | null {
    return this.#camera?.stream ?? null;
  }

  /** "Adapt to my face": what follows is in the store. */
  adapt(command: AdaptCommand): void {
    this.#engine?.adapt(command);
  }

  /** Shows view `view` on this canvas, until null is given. */
  attachCanvas(view: number, canvas: HTMLCanvasElement | null): void {
    if (canvas) {
      this.#sinks.set(view, new CanvasSink(canvas));
    } else {
      this.#sinks.delete(view);
    }
  }

  /** Shows the next safe frame of the main picture to `look` too, which reads it before it returns and keeps nothing of it. */
  lookAtNextFrame(look: (frame: SafeFrame) => void): void {
    this.#look = look;
  }

  /** Draws small pictures of a mode on this canvas now and then, until null is given. */
  attachThumbnail(mode: ModeChoice, canvas: HTMLCanvasElement | null): void {
    this.#thumbnails.attach(mode, canvas);
  }

  /** The settings that are set, and for a moment one view more where a thumbnail is due. */
  #configure(): void {
    const settings = settingsNow();
    const { due } = this.#thumbnails;
    this.#engine?.configure(due ? { ...settings, views: [...settings.views, { mode: due }] } : settings);
  }

  /** Asks for the next thumbnail when its time has come. */
  #orderThumbnail(): void {
    const { phase, reason, settings, stats } = store.getState();
    const drawing = phase === 'live' && reason === 'faces' && !this.#file && !this.#locked;
    if (drawing && this.#thumbnails.order(settings.views, stats.fps, performance.now())) {
      this.#configure();
    }
  }

  #openEngine(): EngineHandle {
    this.#engine ??= createEngine(openEngineWorker, settingsNow(), {
      onFrame: (view, frame) => this.#show(view, frame),
      onState: (engine) => {
        store.setState({ engine });
        if (engine.detector === 'ready' && !store.getState().sealed) {
          sealNetwork();
          pictureBegins();
          store.setState({ sealed: true });
        }
      },
      onLeak: (reading) => this.takeReading(reading),
      onActions: (actions) => statistics.addActions(actions),
      onPrivacy: (likeness) => {
        store.setState(({ privacy }) => ({ likeness, privacy: addLikeness(privacy, likeness) }));
      },
      onAdapt: (adaptation) => store.setState({ adaptation }),
      onDropped: (count) => statistics.addDropped(count),
      onTrouble: (trouble) => {
        store.setState({ trouble });
        statistics.writeStatus();
      },
    });
    return this.#engine;
  }

  #show(view: number, frame: SafeFrame): void {
    if (this.#thumbnails.take(view, frame, performance.now())) {
      this.#configure();
    }
    const sink = this.#sinks.get(view);
    const { report } = frame;
    if (!sink || !(this.#camera || this.#file)) {
      frame.picture.close();
      return;
    }
    const arrived = performance.now();
    if (view === 0) {
      const look = this.#look;
      this.#look = null;
      look?.(frame);
      // The engine had it for a while.
      const taken = this.#cameraClock.toPage(frame.timestamp / 1000, arrived - report.timing.total);
      for (const receive of this.#taps) {
        receive(frame, taken);
      }
    }
    sink.draw(frame);
    if (view !== 0) {
      return;
    }
    statistics.addFrame(report, arrived);
    const aspect = report.width / report.height;
    if (store.getState().aspect !== aspect) {
      store.setState({ aspect });
    }
    const { phase, reason } = store.getState();
    if (phase !== 'live' || reason !== report.reason) {
      store.setState({ phase: 'live', reason: report.reason });
    }
    statistics.writeStatus();
  }

  #releaseCamera(): void {
    this.#thumbnails.cancel();
    this.#engine?.stop();
    if (this.#camera) {
      closeCamera(this.#camera);
      this.#camera = null;
    }
    statistics.clear();
  }

  async #listCameras(): Promise<void> {
    store.setState({ cameras: await listCameras() });
  }

  /** Cameras came or went. The very one that was unplugged goes on by itself when it is there again. */
  async #camerasChanged(): Promise<void> {
    await this.#listCameras();
    const { phase, problem, preferences, cameras } = store.getState();
    const back = cameras.some((camera) => camera.deviceId === preferences.cameraId);
    if (phase === 'error' && problem?.code === 'unplugged' && back) {
      void this.start();
    }
  }
}

/** Those that are set; nothing moves that need not where a person wants it so. */
function settingsNow(): EngineSettings {
  return { ...store.getState().settings, fades: !matchMedia('(prefers-reduced-motion: reduce)').matches };
}

function openChosenCamera(): Promise<OpenCamera> {
  const { cameraId, resolution } = store.getState().preferences;
  // As wide as most cameras see: asked for 4:3, they cut their sides off. A camera of 4:3 gives 4:3.
  return openCamera({ deviceId: cameraId, width: Math.round((resolution * 16) / 9), height: resolution });
}

/** The drawn scene comes when it is asked for. */
async function openTrial(): Promise<OpenCamera> {
  const { openScene } = await import('./trial-scene.ts');
  return openScene();
}

export const session = new Session();
