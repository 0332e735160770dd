/**
 * Keeps the pipeline supplied: loads the detector and the renderer, and replaces what fails. While a part is missing,
 * the pipeline covers whole frames; nothing waits here.
 */

import { CorruptModelError, ModelError } from '../models/fetch.ts';
import type { ModifierWeights } from '../models/modifier/weights.ts';
import { Adaptation, type AdaptationParts } from './adapt/controller.ts';
import type { AdaptCommand, AdaptStatus } from './adapt/status.ts';
import type { DetectorKind, FaceDetector } from './detect/detector.ts';
import type { Corrections } from './edits/apply.ts';
import { type Mark, marksOf } from './edits/marks.ts';
import type { EngineSettings, EngineState, Notice } from './link/protocol.ts';
import type { LeakAudit, LeakReading } from './meters/leak/meter.ts';
import { type OnlookerOutputs, type OnlookerParts, Onlookers } from './meters/meters.ts';
import { Pace } from './meters/pace.ts';
import { type Drawn, type Looked, Pipeline, type Processed } from './pipeline.ts';
import type { RawFrame, SafeFrame } from './safe/frame.ts';
import { asError } from './safe/guard.ts';
import { closeFrame } from './safe/pixels.ts';
import type { Renderer } from './safe/renderer.ts';
import { LearnedFaces } from './supply/modifier-supply.ts';
import { Slowness } from './supply/slowness.ts';

/** How the parts are made; the worker gives the real ones, tests give broken ones. */
export interface EngineParts extends OnlookerParts {
  readonly createDetector: (kind: DetectorKind) => Promise<FaceDetector>;
  readonly createCpuRenderer: () => Renderer;
  /** @throws (rejects) when there is no WebGPU or it does not work. */
  readonly createGpuRenderer: () => Promise<Renderer>;
  readonly createAudit: () => Promise<LeakAudit>;
  /** @throws ModelError when they are not to be had, or not the tested ones. */
  readonly loadModifier: () => Promise<ModifierWeights>;
  readonly adaptation: AdaptationParts;
}

/** One frame of a file. */
export interface PatientlyDrawn {
  /** One a view. */
  readonly frames: readonly SafeFrame[];
  readonly reading: LeakReading | null;
  readonly marks: readonly Mark[];
}

export interface EngineOutputs extends OnlookerOutputs {
  readonly onState: (state: EngineState) => void;
  readonly onLeak: (reading: LeakReading) => void;
  readonly onAdapt: (status: AdaptStatus) => void;
}

/** Failures in a row after which the detector is made anew. */
const DETECTOR_PATIENCE = 3;
/** Waits between attempts to get a failed part back, ms; the last one repeats. */
const RETRY_WAITS = [500, 1000, 2000, 5000, 15000] as const;
/** Failed attempts to load the detector after which whoever waits for it is told. */
const READY_PATIENCE = 3;
/** How often a lost GPU is asked for again in a session. */
const GPU_ATTEMPTS = 5;

export class Engine {
  readonly #parts: EngineParts;
  readonly #outputs: EngineOutputs;
  readonly #pipeline = new Pipeline();
  readonly #notices = new Map<Notice['code'], Notice>();
  #settings: EngineSettings;
  #detector: FaceDetector | null = null;
  #detectorState: EngineState['detector'] = 'loading';
  #detectorFailures = 0;
  #detectorAttempts = 0;
  #renderer: Renderer | null = null;
  #gpuAttempts = 0;
  #audit: LeakAudit | null = null;
  readonly #auditPace = new Pace();
  readonly #slowness = new Slowness();
  readonly #onlookers: Onlookers;
  #rendererChosen = false;
  #auditSettled = false;
  /** Who waits for the parts; each says whether it has been answered. */
  readonly #waiting = new Set<() => boolean>();
  readonly #learned: LearnedFaces;
  readonly #adaptation: Adaptation;
  #closed = false;

  constructor(settings: EngineSettings, parts: EngineParts, outputs: EngineOutputs) {
    this.#settings = settings;
    this.#parts = parts;
    this.#outputs = outputs;
    this.#onlookers = new Onlookers(parts, outputs, (code, words) => {
      if (words) {
        this.#notice(code, words);
        this.#tell();
      } else if (this.#notices.has(code)) {
        this.#clearNotice(code);
        this.#tell();
      }
    });
    this.#pipeline.configure(settings);
    this.#adaptation = new Adaptation(parts.adaptation, outputs.onAdapt, () => this.#learned.reload());
    const loadWeights = async () => this.#adaptation.applyTo(await parts.loadModifier());
    this.#learned = new LearnedFaces(loadWeights, (words) => {
      if (words) {
        this.#notice('learned-unavailable', words);
      } else {
        this.#clearNotice('learned-unavailable');
      }
      this.#tell();
    });
  }

  /** Starts loading everything; returns at once. Frames that come earlier than the parts are covered whole. */
  start(): void {
    void this.#loadDetector();
    void this.#chooseRenderer();
    void this.#loadAudit();
    this.#wantLearned();
  }

  configure(settings: EngineSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    this.#pipeline.configure(settings);
    this.#wantLearned();
    if (before.renderer !== settings.renderer) {
      this.#gpuAttempts = 0;
      this.#clearNotice('webgpu-lost');
      void this.#chooseRenderer();
    }
    if (before.thorough !== settings.thorough) {
      this.#measureAnew();
    }
    if (before.detector !== settings.detector) {
      this.#measureAnew();
      this.#replaceDetector();
    }
  }

  /** "Adapt to my face": the status comes by `onAdapt`. */
  adapt(command: AdaptCommand): void {
    this.#adaptation.command(command);
  }

  /** Another source: forgets followed faces. */
  reset(): void {
    this.#pipeline.reset();
    this.#measureAnew();
  }

  /** Safe frames, one a view. Closes `frame.source`. Never throws. */
  async process(frame: RawFrame): Promise<readonly SafeFrame[]> {
    const { frames, faces } = await this.#run(frame);
    try {
      this.#offerAudit(frame, frames[0]);
      this.#onlookers.offer(frame, frames, faces, this.#settings, performance.now());
      this.#adaptation.offer(frame, faces);
    } catch (error) {
      // Those who only look on must not stop the pictures.
      console.warn('Guise: an onlooker failed.', error);
    } finally {
      closeFrame(frame);
    }
    return frames;
  }

  /** For files: no hurry. Looks at a frame; what is found depends on `lookKey` and on the frames before. Never throws. */
  async look(frame: RawFrame): Promise<Looked> {
    const detector = this.#detector;
    const looked = await this.#pipeline.look(frame, detector);
    this.#tookLook(looked.failure, detector);
    return looked;
  }

  /**
   * Draws what was looked at, as often as one likes, with the settings of now. The caller closes the frame. Never throws.
   * @param audit with a reading of the leak meter where it can be had
   */
  async draw(
    frame: RawFrame,
    looked: Looked,
    audit: boolean,
    corrections: Corrections,
  ): Promise<PatientlyDrawn> {
    const renderer = this.#renderer;
    const drawn = await this.#pipeline.draw(frame, looked, renderer, corrections);
    this.#tookDraw(drawn, renderer, true);
    const { frames } = drawn;
    const [safe] = frames;
    const reading = audit && safe && this.#audit ? this.#audit.examine(frame, safe) : null;
    const read = await reading?.catch((error: unknown) => {
      this.#auditFailed(error);
      return null;
    });
    return { frames, reading: read ?? null, marks: marksOf(drawn) };
  }

  /** Names the settings that decide what is found in a frame: while it is the same, so are the finds. */
  get lookKey(): string {
    const { detector, thorough } = this.#settings;
    return `${detector} ${thorough}`;
  }

  /**
   * Resolves when nothing has to be covered any more for want of a part: detector, renderer, and leak meter and learned
   * face or the certainty that there is none.
   * @throws (rejects) when the detector could not be loaded several times in a row.
   */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settled = () => {
        if (this.#detectorAttempts >= READY_PATIENCE) {
          const notice = this.#notices.get('model-corrupt') ?? this.#notices.get('detector-failed');
          reject(new Error(notice?.words ?? 'The face detector could not be loaded.'));
          return true;
        }
        if (this.#detector && this.#rendererChosen && this.#auditSettled && this.#learned.settled) {
          resolve();
          return true;
        }
        return false;
      };
      if (!settled()) {
        this.#waiting.add(settled);
      }
    });
  }

  async #run(frame: RawFrame): Promise<Processed> {
    const detector = this.#detector;
    const renderer = this.#renderer;
    const processed = await this.#pipeline.process(frame, { detector, renderer });
    this.#tookLook(processed.detectorFailure, detector);
    if (detector && !processed.detectorFailure) {
      this.#tellSlowness(processed.frames[0]?.report.timing.detect ?? 0);
    }
    this.#tookDraw(processed, renderer, false);
    return processed;
  }

  #tookLook(failure: Error | null, detector: FaceDetector | null): void {
    if (failure) {
      this.#detectorFailed(failure, detector);
    } else if (detector) {
      this.#detectorFailures = 0;
    }
  }

  #tookDraw({ rendererFailure, modifierFailure }: Drawn, renderer: Renderer | null, patient: boolean): void {
    if (rendererFailure && renderer) {
      this.#rendererFailed(rendererFailure, renderer);
    }
    this.#learned.took(modifierFailure, patient);
  }

  close(): void {
    this.#closed = true;
    this.#adaptation.close();
    this.#learned.close();
    this.#detector?.close();
    this.#renderer?.dispose();
    this.#audit?.close();
    this.#onlookers.close();
    this.#detector = null;
    this.#renderer = null;
    this.#audit = null;
  }

  get state(): EngineState {
    return {
      detector: this.#detectorState,
      renderer: this.#renderer?.kind ?? 'none',
      notices: [...this.#notices.values()],
    };
  }

  async #loadDetector(): Promise<void> {
    this.#detectorState = 'loading';
    this.#tell();
    const kind = this.#settings.detector;
    try {
      const detector = await this.#parts.createDetector(kind);
      if (this.#closed || kind !== this.#settings.detector) {
        detector.close();
        return;
      }
      this.#detector = detector;
      this.#detectorState = 'ready';
      this.#detectorFailures = 0;
      this.#detectorAttempts = 0;
      this.#clearNotice('detector-failed');
      this.#clearNotice('model-corrupt');
    } catch (error) {
      this.#detectorState = 'failed';
      const { code, words } = detectorNotice(asError(error));
      this.#clearNotice('detector-failed');
      this.#clearNotice('model-corrupt');
      this.#notice(code, words);
      this.#retry(() => this.#loadDetector(), this.#detectorAttempts++);
    }
    this.#tell();
  }

  #measureAnew(): void {
    this.#slowness.reset();
    this.#clearNotice('detector-slow');
    this.#tell();
  }

  /** @param duration of this frame's detection, ms. */
  #tellSlowness(duration: number): void {
    const before = this.#slowness.slow;
    this.#slowness.took(duration);
    if (this.#slowness.slow === before) {
      return;
    }
    if (this.#slowness.slow) {
      const way = this.#settings.thorough ? 'Switch thorough detection off, or close' : 'Close';
      this.#notice(
        'detector-slow',
        `Finding faces takes long here (${Math.round(this.#slowness.mean)} ms a frame), so the picture moves in steps. Every frame that is shown was searched whole. ${way} other programs.`,
      );
    } else {
      this.#clearNotice('detector-slow');
    }
    this.#tell();
  }

  #detectorFailed(error: Error, detector: FaceDetector | null): void {
    this.#detectorFailures += 1;
    this.#notice(
      'detector-failed',
      `The face detector failed (${error.message}). Everything is covered until it works again; it is being restarted.`,
    );
    if (this.#detectorFailures >= DETECTOR_PATIENCE && detector && detector === this.#detector) {
      this.#replaceDetector();
    }
    this.#tell();
  }

  #replaceDetector(): void {
    const old = this.#detector;
    this.#detector = null;
    closeQuietly(() => old?.close());
    void this.#loadDetector();
  }

  /** WebGPU where it is wanted and works, otherwise the CPU. The old renderer goes on until the new one is there. */
  async #chooseRenderer(): Promise<void> {
    const wanted = this.#settings.renderer;
    if (wanted === 'cpu') {
      this.#clearNotice('webgpu-missing');
      this.#rendererChosen = true;
      this.#takeRenderer(this.#parts.createCpuRenderer());
      return;
    }
    // Compiling shaders takes a moment; the CPU draws meanwhile.
    if (!this.#renderer) {
      this.#takeRenderer(this.#parts.createCpuRenderer());
    }
    try {
      const gpu = await this.#parts.createGpuRenderer();
      if (this.#closed || this.#settings.renderer === 'cpu') {
        gpu.dispose();
        return;
      }
      this.#clearNotice('webgpu-missing');
      this.#clearNotice('webgpu-lost');
      this.#rendererChosen = true;
      this.#takeRenderer(gpu);
      void gpu.lost.then((why) => this.#rendererFailed(new Error(why), gpu));
    } catch (error) {
      this.#rendererChosen = true;
      this.#shareDevice();
      if (wanted === 'webgpu') {
        this.#notice(
          'webgpu-missing',
          `WebGPU cannot be used here (${asError(error).message}). The CPU draws instead; it does the same, slower.`,
        );
      }
      if (this.#renderer?.kind !== 'cpu') {
        this.#takeRenderer(this.#parts.createCpuRenderer());
      }
      this.#tell();
    }
  }

  #takeRenderer(renderer: Renderer): void {
    const old = this.#renderer;
    this.#renderer = this.#closed ? null : renderer;
    this.#learned.drawWith(this.#renderer?.modifier ?? null);
    this.#shareDevice();
    closeQuietly(() => (this.#closed ? renderer : old)?.dispose());
    this.#tell();
  }

  /** Once it is settled who draws: the CPU that draws while shaders are compiled is not worth loading anything for. */
  #shareDevice(): void {
    if (this.#rendererChosen) {
      this.#onlookers.drawnOn(this.#renderer?.device ?? null);
    }
  }

  /** The frame was covered whole already. A GPU that failed is replaced by the CPU at once and asked for again later. */
  #rendererFailed(error: Error, renderer: Renderer): void {
    if (this.#closed || renderer !== this.#renderer || renderer.kind === 'cpu') {
      return;
    }
    this.#takeRenderer(this.#parts.createCpuRenderer());
    this.#notice(
      'webgpu-lost',
      `The graphics processor was lost (${error.message}). The CPU draws instead; the graphics processor is asked for again.`,
    );
    this.#tell();
    if (this.#gpuAttempts < GPU_ATTEMPTS) {
      this.#retry(() => this.#chooseRenderer(), this.#gpuAttempts++);
    }
  }

  async #loadAudit(): Promise<void> {
    try {
      const audit = await this.#parts.createAudit();
      if (this.#closed) {
        audit.close();
        return;
      }
      this.#audit = audit;
      this.#auditSettled = true;
      this.#tell();
    } catch (error) {
      this.#auditSettled = true;
      this.#auditFailed(error);
    }
  }

  #auditFailed(error: unknown): void {
    this.#notice(
      'audit-unavailable',
      `The leak meter is not available (${asError(error).message}). Covering goes on without it.`,
    );
    this.#tell();
  }

  /** Now and then, what went in and what came out is shown to the second detector. */
  #offerAudit(raw: RawFrame, safe: SafeFrame | undefined): void {
    const audit = this.#audit;
    const rate = this.#settings.auditRate;
    const now = performance.now();
    if (!audit || !safe || rate <= 0 || audit.busy || !this.#auditPace.due(rate, now)) {
      return;
    }
    this.#auditPace.began(now);
    audit.examine(raw, safe).then(
      (reading) => {
        this.#auditPace.took(reading.duration);
        this.#clearNotice('audit-unavailable');
        this.#outputs.onLeak(reading);
      },
      (error: unknown) => {
        if (!this.#closed) {
          this.#auditFailed(error);
        }
      },
    );
  }

  #wantLearned(): void {
    this.#learned.want(this.#settings.views.some((view) => view.mode === 'learned'));
    this.#tell();
  }

  #retry(again: () => Promise<void>, attempt: number): void {
    const wait = RETRY_WAITS[Math.min(attempt, RETRY_WAITS.length - 1)];
    setTimeout(() => {
      if (!this.#closed) {
        void again();
      }
    }, wait);
  }

  #notice(code: Notice['code'], words: string): void {
    this.#notices.set(code, { code, words });
  }

  #clearNotice(code: Notice['code']): void {
    this.#notices.delete(code);
  }

  #tell(): void {
    for (const settled of this.#waiting) {
      if (settled()) {
        this.#waiting.delete(settled);
      }
    }
    this.#outputs.onState(this.state);
  }
}

function detectorNotice(error: Error): Notice {
  if (error instanceof ModelError) {
    return {
      code: error instanceof CorruptModelError ? 'model-corrupt' : 'detector-failed',
      words: `A face model ${error.state} (${error.message}). Everything is covered; it is fetched again. ${error.advice}`,
    };
  }
  return {
    code: 'detector-failed',
    words: `The face detector could not be loaded (${error.message}). Everything is covered; loading is tried again.`,
  };
}

/** Closing something that is broken may fail as well; that must not stop its replacement. */
function closeQuietly(close: () => void): void {
  try {
    close();
  } catch {
    // It is gone either way.
  }
}
