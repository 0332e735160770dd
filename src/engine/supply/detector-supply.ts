/** Keeps the pipeline supplied with a face detector: loads it, replaces one that keeps failing, and says when it is slow. */

import { asError } from '../../base/errors.ts';
import { CorruptModelError, ModelError } from '../../models/fetch.ts';
import type { FaceDetector } from '../detect/detector.ts';
import type { DetectorKind } from '../settings.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { EngineState, Notify } from '../state.ts';
import { Backoff, RETRY_WAITS } from './backoff.ts';
import { Slowness } from './slowness.ts';

/** Failed frames in a row after which the detector is replaced. */
const MAX_FAILURES = 3;

/** Failed attempts after which nobody waits any more. */
const MAX_LOADS = 3;

export class DetectorSupply {
  readonly #create: (kind: DetectorKind) => Promise<FaceDetector>;
  readonly #notify: Notify;
  readonly #onChange: () => void;
  readonly #backoff = new Backoff(RETRY_WAITS);
  readonly #slowness = new Slowness();
  #detector: FaceDetector | null = null;
  #state: EngineState['detector'] = 'loading';
  #kind: DetectorKind = DEFAULT_SETTINGS.detector;
  #failures = 0;
  /** Counts loads, so that one that ends after a later one began is ignored. */
  #load = 0;

  /** @param onChange the detector or its state is another one. */
  constructor(create: (kind: DetectorKind) => Promise<FaceDetector>, notify: Notify, onChange: () => void) {
    this.#create = create;
    this.#notify = notify;
    this.#onChange = onChange;
  }

  /** Null while there is none: everything is covered. */
  get current(): FaceDetector | null {
    return this.#detector;
  }

  get state(): EngineState['detector'] {
    return this.#state;
  }

  /** Loading failed so often since it last worked that waiting for it makes no sense. It is tried again all the same. */
  get gaveUp(): boolean {
    return this.#backoff.attempts >= MAX_LOADS;
  }

  /** Closes what is there and loads a detector of this kind, until it is there. */
  load(kind: DetectorKind): void {
    this.#kind = kind;
    this.#backoff.reset();
    this.#discard();
    this.resetDuration();
    void this.#attempt();
  }

  /** After each frame. @param failure null where it was searched; otherwise it was covered whole. @param detector that was asked. */
  record(failure: Error | null, detector: FaceDetector | null): void {
    if (failure) {
      this.#failures += 1;
      this.#notify(
        'detector-failed',
        `The face detector failed (${failure.message}). Everything is covered until it works again; it is being restarted.`,
      );
      if (this.#failures >= MAX_FAILURES && detector && detector === this.#detector) {
        this.load(this.#kind);
      }
    } else if (detector && this.#failures > 0) {
      this.#failures = 0;
      this.#notify('detector-failed', null);
    }
  }

  /**
   * How long searching a frame of a camera took.
   * @param duration ms.
   * @param thorough every frame is searched larger as well, which a person can switch off.
   */
  recordDuration(duration: number, thorough: boolean): void {
    const wasSlow = this.#slowness.slow;
    this.#slowness.record(duration);
    if (this.#slowness.slow === wasSlow) {
      return;
    }
    const remedy = thorough ? 'Switch thorough detection off, or close' : 'Close';
    this.#notify(
      'detector-slow',
      this.#slowness.slow
        ? `Finding faces takes long here (${Math.round(this.#slowness.mean)} ms a frame), so the picture moves in steps. Every frame that is shown was searched whole. ${remedy} other programs.`
        : null,
    );
  }

  /** Another source or other settings: what was measured says nothing any more. */
  resetDuration(): void {
    this.#slowness.reset();
    this.#notify('detector-slow', null);
  }

  close(): void {
    this.#backoff.cancel();
    this.#discard();
  }

  async #attempt(): Promise<void> {
    this.#load += 1;
    const load = this.#load;
    this.#state = 'loading';
    this.#onChange();
    try {
      const detector = await this.#create(this.#kind);
      if (load !== this.#load) {
        detector.close();
        return;
      }
      this.#detector = detector;
      this.#state = 'ready';
      this.#failures = 0;
      this.#backoff.reset();
      this.#notify('detector-failed', null);
      this.#notify('model-corrupt', null);
    } catch (error) {
      if (load !== this.#load) {
        return;
      }
      this.#state = 'failed';
      this.#notifyLoadFailure(asError(error));
      this.#backoff.retry(() => void this.#attempt());
    }
    this.#onChange();
  }

  #notifyLoadFailure(error: Error): void {
    const corrupt = error instanceof CorruptModelError;
    this.#notify(corrupt ? 'detector-failed' : 'model-corrupt', null);
    this.#notify(
      corrupt ? 'model-corrupt' : 'detector-failed',
      error instanceof ModelError
        ? `A face model ${error.state} (${error.message}). Everything is covered; it is fetched again. ${error.advice}`
        : `The face detector could not be loaded (${error.message}). Everything is covered; loading is tried again.`,
    );
  }

  #discard(): void {
    this.#load += 1;
    const old = this.#detector;
    this.#detector = null;
    try {
      old?.close();
    } catch {
      // What is broken may fail to close as well; that must not stop its replacement.
    }
  }
}
