/**
 * Joins the pipeline with what supplies it (detector, renderer, modifier) and what runs beside it (meters, adaptation). While a part is
 * missing, the pipeline covers whole frames; nothing waits here.
 */
import { asError } from '../base/errors.ts';
import type { AdaptationParts } from './adapt/controller.ts';
import { AdaptationOnDemand } from './adapt/on-demand.ts';
import type { AdaptCommand, AdaptStatus } from './adapt/status.ts';
import type { FaceDetector } from './detect/detector.ts';
import type { Corrections } from './edits/apply.ts';
import { type Mark, marksOf } from './edits/marks.ts';
import type { VerifiedDetection } from './face.ts';
import type { LeakReading } from './meters/leak/meter.ts';
import { type MeterOutputs, type MeterParts, Meters } from './meters/meters.ts';
import { NETWORK_MODES, type NetworkMode } from './modes/catalogue.ts';
import { type Drawn, followOptionsOf, type Looked, Pipeline } from './pipeline.ts';
import type { PictureFormat, RawFrame, SafeFrame } from './safe/frame.ts';
import { closeFrame } from './safe/pixels.ts';
import type { NetworkWeights, Renderer } from './safe/renderer.ts';
import { DEFAULT_SETTINGS, type DetectorKind, drawFaceKey, type EngineSettings } from './settings.ts';
import type { EngineState } from './state.ts';
import { DetectorHelpers, type Helper } from './supply/detector-helpers.ts';
import { DetectorSupply } from './supply/detector-supply.ts';
import { NetworkSupply } from './supply/network-supply.ts';
import { Notices } from './supply/notices.ts';
import { Readiness } from './supply/readiness.ts';
import { type RendererParts, RendererSupply } from './supply/renderer-supply.ts';
import type { TrackerOptions } from './track/tracker.ts';

/** How the parts are made; the worker gives the real ones, tests give broken ones. */
export interface EngineParts extends RendererParts, MeterParts {
  readonly createDetector: (kind: DetectorKind) => Promise<FaceDetector>;
  /** Another one of the usual kind, in a worker of its own. Without it videos are looked through frame by frame. */
  readonly openDetectorHelper?: () => Promise<Helper>;
  /** The weights of each. @throws ModelError when they are not to be had, or not the tested ones. */
  readonly loadNetwork: { readonly [M in NetworkMode]: () => Promise<NetworkWeights[M]> };
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
  readonly #outputs: EngineOutputs;
  readonly #pipeline = new Pipeline();
  readonly #notices = new Notices(() => this.#changed());
  readonly #detectors: DetectorSupply;
  readonly #helpers: DetectorHelpers | null;
  readonly #renderers: RendererSupply;
  readonly #networks: { readonly [M in NetworkMode]: NetworkSupply<NetworkWeights[M]> };
  readonly #meters: Meters;
  readonly #adaptation: AdaptationOnDemand;
  readonly #readiness = new Readiness(() => this.#isReady());
  /** Where the settings have none. */
  readonly #faceKey = drawFaceKey();
  #settings: EngineSettings;

  constructor(given: EngineSettings, parts: EngineParts, outputs: EngineOutputs) {
    const settings = this.#withKey(given);
    this.#settings = settings;
    this.#outputs = outputs;
    this.#pipeline.configure(settings);
    const { set: notify } = this.#notices;
    this.#detectors = new DetectorSupply(parts.createDetector, notify, () => this.#changed());
    this.#helpers = parts.openDetectorHelper ? new DetectorHelpers(parts.openDetectorHelper) : null;
    this.#renderers = new RendererSupply(parts, notify, () => this.#rendererChanged());
    this.#meters = new Meters(parts, outputs, notify);
    this.#adaptation = new AdaptationOnDemand(parts.adaptation, outputs.onAdapt, () =>
      this.#networks.learned.reload(),
    );
    const { learned, persona } = parts.loadNetwork;
    this.#networks = {
      learned: new NetworkSupply(
        'learned face',
        async () => this.#adaptation.applyTo(await learned()),
        (words) => notify('learned-unavailable', words),
      ),
      persona: new NetworkSupply('stranger’s face', persona, (words) => notify('persona-unavailable', words)),
    };
  }

  /** Starts loading everything; returns at once. Frames that come earlier than the parts are covered whole. */
  start(): void {
    this.#detectors.load(this.#settings.detector);
    this.#renderers.choose(this.#settings.renderer);
    this.#wantNetworks(this.#settings);
  }

  configure(given: EngineSettings): void {
    const settings = this.#withKey(given);
    const before = this.#settings;
    this.#settings = settings;
    this.#pipeline.configure(settings);
    this.#wantNetworks(settings);
    if (before.renderer !== settings.renderer) {
      this.#renderers.choose(settings.renderer);
    }
    if (before.thorough !== settings.thorough) {
      this.#detectors.resetDuration();
    }
    if (before.detector !== settings.detector) {
      this.#detectors.load(settings.detector);
    }
  }

  /** "Adapt to my face": the status comes by `onAdapt`. */
  adapt(command: AdaptCommand): void {
    void this.#adaptation.command(command);
  }

  /** Another source: forgets followed faces. */
  reset(): void {
    this.#pipeline.reset();
    this.#detectors.resetDuration();
  }

  /** Safe frames, one a view. Closes `frame.source`. Never throws. */
  async process(frame: RawFrame): Promise<readonly SafeFrame[]> {
    const detector = this.#detectors.current;
    const renderer = this.#renderers.current;
    const processed = await this.#pipeline.process(frame, { detector, renderer });
    const { frames, faces, detectorFailure } = processed;
    this.#recordLook(detectorFailure, detector);
    if (detector && !detectorFailure) {
      this.#detectors.recordDuration(frames[0]?.report.timing.detect ?? 0, this.#settings.thorough);
    }
    this.#recordDraw(processed, renderer, false);
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
    const detector = this.#detectors.current;
    const looked = await this.#pipeline.look(frame, detector);
    this.#recordLook(looked.failure, detector);
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
    const detector = helper ?? this.#detectors.current;
    try {
      const found = detector && (await this.#pipeline.detect(frame, detector));
      this.#recordLook(null, detector);
      return found;
    } catch (error) {
      if (helper) {
        this.#helpers?.drop(helper, asError(error));
      } else {
        this.#recordLook(asError(error), detector);
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
    const renderer = this.#renderers.current;
    const drawn = await this.#pipeline.draw(frame, looked, renderer, { corrections, format });
    this.#recordDraw(drawn, renderer, true);
    const [safe] = drawn.frames;
    const late = readLeaks && safe ? await this.#meters.beginReading(frame, safe) : null;
    return { frames: drawn.frames, reading: late?.reading ?? null, marks: marksOf(drawn) };
  }

  /** Names the settings that decide what is found in a frame: while it is the same, so are the finds. */
  get lookKey(): string {
    const { detector, thorough, leastScore } = this.#settings;
    return `${detector} ${thorough} ${leastScore}`;
  }

  /**
   * Resolves when nothing has to be covered any more for want of a part: detector, renderer, and what networks draw or the certainty
   * that there is none.
   * @throws (rejects) when the detector could not be loaded several times in a row.
   */
  ready(): Promise<void> {
    return this.#readiness.wait();
  }

  get state(): EngineState {
    return {
      detector: this.#detectors.state,
      renderer: this.#renderers.current?.kind ?? 'none',
      notices: this.#notices.all,
    };
  }

  close(): void {
    this.#adaptation.close();
    for (const network of Object.values(this.#networks)) {
      network.close();
    }
    this.#detectors.close();
    this.#helpers?.close();
    this.#renderers.close();
    this.#meters.close();
  }

  #recordLook(failure: Error | null, detector: FaceDetector | null): void {
    if (failure) {
      this.#detectors.recordFailure(failure, detector);
    } else if (detector) {
      this.#detectors.recordSuccess();
    }
  }

  #recordDraw(drawn: Drawn, renderer: Renderer | null, offline: boolean): void {
    if (drawn.rendererFailure && renderer) {
      this.#renderers.recordFailure(drawn.rendererFailure, renderer);
    }
    for (const mode of NETWORK_MODES) {
      const failure = drawn.networkFailures.find((one) => one.mode === mode) ?? null;
      this.#networks[mode].record(failure, offline);
    }
  }

  #rendererChanged(): void {
    const renderer = this.#renderers.current;
    this.#networks.learned.drawWith(renderer?.networks.learned ?? null);
    this.#networks.persona.drawWith(renderer?.networks.persona ?? null);
    // The CPU that draws while shaders are compiled is not worth loading anything for.
    if (this.#renderers.settled) {
      this.#meters.drawnOn(renderer?.device ?? null);
    }
    this.#changed();
  }

  #changed(): void {
    this.#readiness.update();
    this.#outputs.onState(this.state);
  }

  #isReady(): boolean | Error {
    if (this.#detectors.gaveUp) {
      const notice = this.#notices.get('model-corrupt') ?? this.#notices.get('detector-failed');
      return new Error(notice?.words ?? 'The face detector could not be loaded.');
    }
    const settled = Object.values(this.#networks).every((network) => network.settled);
    return this.#detectors.current !== null && this.#renderers.settled && settled;
  }

  #withKey(settings: EngineSettings): EngineSettings {
    return settings.faceKey > 0 ? settings : { ...settings, faceKey: this.#faceKey };
  }

  #wantNetworks({ views }: EngineSettings): void {
    for (const mode of NETWORK_MODES) {
      this.#networks[mode].want(views.some((view) => view.mode === mode));
    }
  }
}
