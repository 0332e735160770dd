/**
 * Passes over frames, of a camera or of a file: joins the pipeline with what supplies it (`supply/`) and what runs beside it (meters,
 * adaptation). While a part is missing, the pipeline covers whole frames; nothing waits here.
 */
import { asError } from '../base/errors.ts';
import type { AdaptationParts } from './adapt/controller.ts';
import { AdaptationOnDemand } from './adapt/on-demand.ts';
import type { AdaptCommand, AdaptStatus } from './adapt/status.ts';
import type { Corrections } from './edits/apply.ts';
import { type Mark, marksOf } from './edits/marks.ts';
import type { VerifiedDetection } from './face.ts';
import type { LeakReading } from './meters/leak/meter.ts';
import { type MeterOutputs, type MeterParts, Meters } from './meters/meters.ts';
import { followOptionsOf, type Looked, Pipeline } from './pipeline.ts';
import type { PictureFormat, RawFrame, SafeFrame } from './safe/frame.ts';
import { closeFrame } from './safe/pixels.ts';
import { DEFAULT_SETTINGS, drawFaceKey, type EngineSettings } from './settings.ts';
import type { EngineState } from './state.ts';
import { DetectorHelpers, type Helper } from './supply/detector-helpers.ts';
import { Supplies, type SupplyParts } from './supply/supplies.ts';
import type { TrackerOptions } from './track/tracker.ts';

export interface EngineParts extends SupplyParts, MeterParts {
  /** Another one of the usual kind, in a worker of its own. Without it videos are looked through frame by frame. */
  readonly openDetectorHelper?: () => Promise<Helper>;
  readonly adaptation: AdaptationParts;
}

/** How a frame of a file is wanted. */
export interface DrawingWish {
  /** With a reading of the leak meter, which takes its time: the one before has to be over. */
  readonly readLeaks: boolean;
  readonly format: PictureFormat;
}

/** One frame of a file. */
export interface DrawnOffline {
  /** One a view. */
  readonly frames: readonly SafeFrame[];
  /** Comes when the leak meter has looked, null where it could not; it does not reject. Null where it was not asked for. */
  readonly reading: Promise<LeakReading | null> | null;
  readonly marks: readonly Mark[];
}

export interface EngineOutputs extends MeterOutputs {
  readonly onState: (state: EngineState) => void;
  readonly onAdapt: (status: AdaptStatus) => void;
}

export class Engine {
  readonly #pipeline = new Pipeline();
  readonly #supplies: Supplies;
  readonly #helpers: DetectorHelpers | null;
  readonly #meters: Meters;
  readonly #adaptation: AdaptationOnDemand;
  /** Where the settings have none. */
  readonly #faceKey = drawFaceKey();
  #settings: EngineSettings;

  constructor(given: EngineSettings, parts: EngineParts, outputs: EngineOutputs) {
    this.#settings = this.#withKey(given);
    this.#pipeline.configure(this.#settings);
    const { learned, persona } = parts.loadNetwork;
    const loadNetwork = { learned: async () => this.#adaptation.applyTo(await learned()), persona };
    this.#supplies = new Supplies({ ...parts, loadNetwork }, outputs.onState, (device) =>
      this.#meters.drawnOn(device),
    );
    this.#helpers = parts.openDetectorHelper ? new DetectorHelpers(parts.openDetectorHelper) : null;
    this.#meters = new Meters(parts, outputs, this.#supplies.notify);
    this.#adaptation = new AdaptationOnDemand(parts.adaptation, outputs.onAdapt, () =>
      this.#supplies.reloadLearned(),
    );
  }

  /** Starts loading everything; returns at once. Frames that come earlier than the parts are covered whole. */
  start(): void {
    this.#supplies.configure(this.#settings, null);
  }

  configure(given: EngineSettings): void {
    const before = this.#settings;
    this.#settings = this.#withKey(given);
    this.#pipeline.configure(this.#settings);
    this.#supplies.configure(this.#settings, before);
  }

  /** "Adapt to my face": the status comes by `onAdapt`. */
  adapt(command: AdaptCommand): void {
    void this.#adaptation.command(command);
  }

  /** Another source: forgets followed faces. */
  reset(): void {
    this.#pipeline.reset();
    this.#supplies.detectors.resetDuration();
  }

  /** Safe frames, one a view. Closes `frame.source`. Never throws. */
  async process(frame: RawFrame): Promise<readonly SafeFrame[]> {
    const { detectors, renderers } = this.#supplies;
    const [detector, renderer] = [detectors.current, renderers.current];
    const processed = await this.#pipeline.process(frame, { detector, renderer });
    const { frames, faces, detectorFailure } = processed;
    detectors.record(detectorFailure, detector);
    if (detector && !detectorFailure) {
      detectors.recordDuration(frames[0]?.report.timing.detect ?? 0, this.#settings.thorough);
    }
    this.#supplies.recordDraw(processed, renderer, false);
    try {
      this.#meters.offer({ raw: frame, frames, faces }, this.#settings, performance.now());
      this.#adaptation.offer(frame, faces);
    } catch (error) {
      // What only measures must not stop the pictures.
      console.warn('Guise: a meter failed.', error);
    } finally {
      closeFrame(frame);
    }
    return frames;
  }

  /** For files, whose frames can wait. Looks at a frame; what is found depends on `lookKey` and on the frames before. Never throws. */
  async look(frame: RawFrame): Promise<Looked> {
    const { detectors } = this.#supplies;
    const detector = detectors.current;
    const looked = await this.#pipeline.look(frame, detector);
    detectors.record(looked.failure, detector);
    return looked;
  }

  /** Gets helpers for `detect`, and the leak meter for what follows. Resolves when helpers are there, or cannot be had. Never rejects. */
  async openHelpers(): Promise<void> {
    this.#meters.warm(this.#settings);
    await this.#usualHelpers?.open();
  }

  /** Lets them go: nobody looks through a video any more. */
  closeHelpers(): void {
    this.#helpers?.close();
  }

  /** Frames that `detect` looks at, or holds ready, at once. */
  get room(): number {
    return Math.max(1, this.#usualHelpers?.room ?? 0);
  }

  /**
   * For videos: only finds faces, and follows nobody. Closes the frame. Null where the detector failed or is not there. Never throws.
   */
  async detect(frame: RawFrame): Promise<readonly VerifiedDetection[] | null> {
    const helper = this.#usualHelpers?.next ?? null;
    const { detectors } = this.#supplies;
    const detector = helper ?? detectors.current;
    try {
      const found = detector && (await this.#pipeline.detect(frame, detector));
      detectors.record(null, detector);
      return found;
    } catch (error) {
      if (helper) {
        this.#helpers?.drop(helper, asError(error));
      } else {
        detectors.record(asError(error), detector);
      }
      return null;
    } finally {
      closeFrame(frame);
    }
  }

  /** Helpers are detectors of the usual kind. */
  get #usualHelpers(): DetectorHelpers | null {
    return this.#settings.detector === DEFAULT_SETTINGS.detector ? this.#helpers : null;
  }

  /** How faces are followed through a video. */
  get followOptions(): TrackerOptions {
    return followOptionsOf(this.#settings);
  }

  /**
   * Draws what was looked at, as often as one likes, with the settings of now. The caller closes the frame. Never throws.
   */
  async draw(
    frame: RawFrame,
    looked: Looked,
    { readLeaks, format }: DrawingWish,
    corrections: Corrections,
  ): Promise<DrawnOffline> {
    const renderer = this.#supplies.renderers.current;
    const drawn = await this.#pipeline.draw(frame, looked, renderer, { corrections, format });
    this.#supplies.recordDraw(drawn, renderer, true);
    const [safe] = drawn.frames;
    const late = readLeaks && safe ? await this.#meters.beginReading(frame, safe) : null;
    return { frames: drawn.frames, reading: late?.reading ?? null, marks: marksOf(drawn) };
  }

  /** Names the settings that decide what is found in a frame: while it is the same, so are the finds. */
  get lookKey(): string {
    const { detector, thorough, leastScore } = this.#settings;
    return `${detector} ${thorough} ${leastScore}`;
  }

  /** As of `Supplies`. */
  ready(): Promise<void> {
    return this.#supplies.ready();
  }

  close(): void {
    this.#adaptation.close();
    this.#supplies.close();
    this.#helpers?.close();
    this.#meters.close();
  }

  #withKey(settings: EngineSettings): EngineSettings {
    return settings.faceKey > 0 ? settings : { ...settings, faceKey: this.#faceKey };
  }
}
