/**
 * What is measured beside the frame path, each at its own pace: the leak meter and the privacy meter, each in a worker of its own, and
 * the action detector, on the device that frames are drawn on where that is quick enough. No frame waits for them. One that fails is
 * reported, and the picture goes on without it.
 */

import { asError } from '../../base/errors.ts';
import type { Face } from '../face.ts';
import type { RawFrame, SafeFrame } from '../safe/frame.ts';
import { rgbaOf } from '../safe/pixels.ts';
import type { ActionBackend, ActionSet, EngineSettings } from '../settings.ts';
import type { Notice, Notify } from '../state.ts';
import type { ActionDetector, ActionReading, ActionScene } from './action/detector.ts';
import { FIRST_PICTURES } from './first-pictures.ts';
import type { LeakMeter, LeakReading } from './leak/meter.ts';
import { OnDemand } from './on-demand.ts';
import type { PrivacyMeter, PrivacyReading } from './privacy/meter.ts';

/** How the meters are made. A meter without a factory is off. */
export interface MeterParts {
  readonly createLeakMeter?: () => Promise<LeakMeter>;
  readonly createPrivacyMeter?: () => Promise<PrivacyMeter>;
  /** @param device that the frames are drawn on; null where the CPU draws them. */
  readonly createActionDetector?: (
    device: GPUDevice | null,
    wanted: 'auto' | ActionBackend,
    set: ActionSet,
  ) => Promise<ActionDetector>;
}

export interface MeterOutputs {
  readonly onLeak: (reading: LeakReading) => void;
  readonly onPrivacy: (reading: PrivacyReading) => void;
  readonly onActions: (reading: ActionReading) => void;
}

/** A frame that was processed. */
export interface ProcessedFrame {
  readonly raw: RawFrame;
  /** One a view. */
  readonly frames: readonly SafeFrame[];
  readonly faces: readonly Face[];
}

/** A reading that is under way. */
export interface LateReading {
  readonly reading: Promise<LeakReading | null>;
}

/** Every so many questions, the action detector is shown the raw picture as well. */
const COMPARE_EVERY = 8;

export class Meters {
  readonly #leak: OnDemand<LeakMeter, LeakReading> | null;
  readonly #privacy: OnDemand<PrivacyMeter, PrivacyReading> | null;
  readonly #actions: OnDemand<ActionDetector, ActionReading> | null;
  readonly #reportLeakFailure: (error: unknown) => void;
  /** When the first frame was offered. */
  #began: number | null = null;
  /** Counts the privacy meter's questions, so that views take turns. */
  #privacyQuestions = 0;
  #actionQuestions = 0;
  /** Undefined until it is known what the frames are drawn on. */
  #device: GPUDevice | null | undefined;
  #actionBackend: 'auto' | ActionBackend = 'auto';
  #actionSet: ActionSet = 'desk';

  constructor(parts: MeterParts, outputs: MeterOutputs, notify: Notify) {
    this.#reportLeakFailure = reporter(notify, 'leak-unavailable', 'The leak meter is not available');
    const { createLeakMeter, createPrivacyMeter, createActionDetector } = parts;
    this.#leak = createLeakMeter
      ? new OnDemand({
          create: createLeakMeter,
          onAnswer: outputs.onLeak,
          onFailure: this.#reportLeakFailure,
        })
      : null;
    this.#privacy = createPrivacyMeter
      ? new OnDemand({
          create: createPrivacyMeter,
          onAnswer: outputs.onPrivacy,
          onFailure: reporter(notify, 'privacy-unavailable', 'The privacy meter is not available'),
        })
      : null;
    this.#actions = createActionDetector
      ? new OnDemand({
          create: () => createActionDetector(this.#device ?? null, this.#actionBackend, this.#actionSet),
          onAnswer: outputs.onActions,
          onFailure: reporter(notify, 'actions-unavailable', 'Actions are not recognised'),
        })
      : null;
  }

  /** The frames are drawn on this device from now on; null: by the CPU. What ran on another one is closed, and loaded when it is due. */
  drawnOn(device: GPUDevice | null): void {
    if (device !== this.#device) {
      this.#device = device;
      this.#actions?.unload();
    }
  }

  /** Has the leak meter loaded, for readings that will be asked for. */
  warm({ leakRate }: EngineSettings): void {
    if (leakRate > 0) {
      void this.#leak?.load();
    }
  }

  /** Each meter copies what it needs of the frame before this returns, or has the detector's copy; the caller closes everything. */
  offer({ raw, frames, faces }: ProcessedFrame, settings: EngineSettings, now: number): void {
    const [main] = frames;
    this.#began ??= now;
    const early = now - this.#began < FIRST_PICTURES;
    this.#leak?.offer(settings.leakRate, now, main && !early ? (meter) => meter.examine(raw, main) : null);
    const covered = frames.filter(({ report }) => report.covered === 'faces');
    // Some faces and what was made of them, one view after the other. Its weights are large: they come when faces are covered.
    const safe = covered[this.#privacyQuestions % Math.max(1, covered.length)];
    const privacyAsked = this.#privacy?.offer(
      settings.privacyRate,
      now,
      safe && !early ? (meter) => meter.examine(raw, safe, faces) : null,
    );
    this.#privacyQuestions += privacyAsked ? 1 : 0;
    const beside = frames[1]?.report.covered === 'faces' ? frames[1] : null;
    this.#offerActions(raw, main?.report.covered === 'faces' ? main : null, { faces, beside }, settings, now);
  }

  /**
   * Begins a reading of the leak meter for this very frame, whatever its rate. Resolves when what it needs of both frames was copied;
   * the reading itself is null where it cannot be had. Never rejects, and neither does the reading. The one before has to be over.
   */
  async beginReading(raw: RawFrame, safe: SafeFrame): Promise<LateReading> {
    // Raw pixels that are there already are copied at once; those that have to be waited for could be gone by then.
    const [meter] = await Promise.all([this.#leak?.load(), rgbaOf(raw).catch(() => null)]);
    return { reading: this.#examine(meter ?? null, raw, safe) };
  }

  async #examine(meter: LeakMeter | null, raw: RawFrame, safe: SafeFrame): Promise<LeakReading | null> {
    try {
      return (await meter?.examine(raw, safe)) ?? null;
    } catch (error) {
      this.#reportLeakFailure(error);
      return null;
    }
  }

  close(): void {
    this.#leak?.close();
    this.#privacy?.close();
    this.#actions?.close();
  }

  /** The main picture, and now and then the raw one beside it. */
  #offerActions(
    raw: RawFrame,
    safe: SafeFrame | null,
    scene: ActionScene,
    settings: EngineSettings,
    now: number,
  ): void {
    if (settings.actionBackend !== this.#actionBackend || settings.actionSet !== this.#actionSet) {
      this.#actionBackend = settings.actionBackend;
      this.#actionSet = settings.actionSet;
      this.#actions?.unload();
    }
    const compare = this.#actionQuestions % COMPARE_EVERY === 0;
    const asked = this.#actions?.offer(
      settings.actionRate,
      now,
      safe && this.#device !== undefined
        ? (detector) => (compare ? detector.compare(safe, raw, scene) : detector.detect(safe, scene))
        : null,
    );
    this.#actionQuestions += asked ? 1 : 0;
  }
}

/** Reports what a meter failed with, and takes it back when there is nothing to report any more. */
function reporter(notify: Notify, code: Notice['code'], what: string): (error: unknown) => void {
  return (error) =>
    notify(
      code,
      error === null ? null : `${what} (${asError(error).message}). The picture goes on without it.`,
    );
}
