/**
 * Who looks on beside the frame path, each at its own pace: the privacy meter, in a worker of its own, and the action detector, on
 * the device that the frames are drawn on where that is quick enough. A frame never waits for them, and what fails among them is
 * told and goes without.
 */

import type { Face } from '../face.ts';
import type { EngineSettings, Notice } from '../link/protocol.ts';
import type { RawFrame, SafeFrame } from '../safe/frame.ts';
import { asError } from '../safe/guard.ts';
import type { ActionBackend, ActionDetector, ActionReading } from './action/detector.ts';
import { Companion } from './on-demand.ts';
import type { PrivacyMeter, PrivacyReading } from './privacy/meter.ts';

/** Whoever is missing does not look on. */
export interface OnlookerParts {
  readonly createPrivacyMeter?: () => Promise<PrivacyMeter>;
  /** @param device that the frames are drawn on; null where the CPU draws them. */
  readonly createActionDetector?: (
    device: GPUDevice | null,
    wanted: 'auto' | ActionBackend,
  ) => Promise<ActionDetector>;
}

export interface OnlookerOutputs {
  readonly onPrivacy: (reading: PrivacyReading) => void;
  readonly onActions: (reading: ActionReading) => void;
}

/** Every so many looks of the action detector, the raw picture is looked at as well. */
const COMPARE_EVERY = 8;

/** Told when one fails, with words, and when it works again, with null. */
export type OnNotice = (code: Notice['code'], words: string | null) => void;

export class Onlookers {
  readonly #outputs: OnlookerOutputs;
  readonly #onNotice: OnNotice;
  readonly #privacy: Companion<PrivacyMeter> | null;
  /** Counts the privacy meter's readings, so that views take turns. */
  #privacyReadings = 0;
  readonly #actions: Companion<ActionDetector> | null;
  /** Undefined until it is known what the frames are drawn on. */
  #device: GPUDevice | null | undefined;
  #actionBackend: 'auto' | ActionBackend = 'auto';
  #actionLooks = 0;
  #closed = false;

  constructor(parts: OnlookerParts, outputs: OnlookerOutputs, onNotice: OnNotice) {
    this.#outputs = outputs;
    this.#onNotice = onNotice;
    const { createPrivacyMeter } = parts;
    this.#privacy = createPrivacyMeter
      ? new Companion(createPrivacyMeter, (error) => this.#privacyFailed(error))
      : null;
    const { createActionDetector } = parts;
    this.#actions = createActionDetector
      ? new Companion(
          () => createActionDetector(this.#device ?? null, this.#actionBackend),
          (error) => this.#actionsFailed(error),
        )
      : null;
  }

  /**
   * The frames are drawn on this device from now on; null: by the CPU. Whoever ran on another one is let go, and loaded anew when it
   * is due.
   */
  drawnOn(device: GPUDevice | null): void {
    if (device !== this.#device) {
      this.#device = device;
      this.#actions?.close();
    }
  }

  /** Offers a frame that was processed. Whoever takes it copies what is needed at once; the caller closes everything. */
  offer(
    raw: RawFrame,
    frames: readonly SafeFrame[],
    faces: readonly Face[],
    settings: EngineSettings,
    now: number,
  ): void {
    const covered = frames.filter((frame) => frame.report.covered === 'faces');
    this.#offerPrivacy(raw, covered, faces, settings.privacyRate, now);
    const [main] = frames;
    this.#offerActions(raw, main?.report.covered === 'faces' ? main : undefined, settings, now);
  }

  close(): void {
    this.#closed = true;
    this.#privacy?.close();
    this.#actions?.close();
  }

  /** Some faces and what was made of them, one view after the other. */
  #offerPrivacy(
    raw: RawFrame,
    covered: readonly SafeFrame[],
    faces: readonly Face[],
    rate: number,
    now: number,
  ): void {
    const safe = covered[this.#privacyReadings % Math.max(1, covered.length)];
    if (!safe && rate > 0) {
      // Its weights are large: they come when faces are covered, not before.
      return;
    }
    const meter = this.#privacy?.due(rate, now);
    if (!meter || !safe) {
      return;
    }
    this.#privacyReadings += 1;
    meter.examine(raw, safe, faces).then(
      (reading) => {
        if (!this.#closed && reading && this.#privacy?.holds(meter)) {
          this.#privacy.took(reading.duration);
          this.#onNotice('privacy-unavailable', null);
          this.#outputs.onPrivacy(reading);
        }
      },
      (error: unknown) => {
        if (this.#privacy?.holds(meter)) {
          this.#privacyFailed(error);
        }
      },
    );
  }

  /** The main picture, and now and then the raw one beside it. */
  #offerActions(
    raw: RawFrame,
    safe: SafeFrame | undefined,
    { actionRate: rate, actionBackend }: EngineSettings,
    now: number,
  ): void {
    if (actionBackend !== this.#actionBackend) {
      this.#actionBackend = actionBackend;
      this.#actions?.close();
    }
    if (rate <= 0) {
      this.#onNotice('actions-unavailable', null);
    }
    if ((!safe || this.#device === undefined) && rate > 0) {
      return;
    }
    const detector = this.#actions?.due(rate, now);
    if (!detector || !safe) {
      return;
    }
    const compare = this.#actionLooks % COMPARE_EVERY === 0;
    this.#actionLooks += 1;
    (compare ? detector.compare(safe, raw) : detector.detect(safe)).then(
      (reading) => {
        if (!this.#closed && this.#actions?.holds(detector)) {
          this.#actions.took(reading.duration);
          this.#onNotice('actions-unavailable', null);
          this.#outputs.onActions(reading);
        }
      },
      (error: unknown) => {
        if (this.#actions?.holds(detector)) {
          this.#actionsFailed(error);
        }
      },
    );
  }

  #actionsFailed(error: unknown): void {
    if (!this.#closed) {
      this.#onNotice(
        'actions-unavailable',
        `Actions are not recognised (${asError(error).message}). The picture goes on without it.`,
      );
    }
  }

  #privacyFailed(error: unknown): void {
    if (!this.#closed) {
      this.#onNotice(
        'privacy-unavailable',
        `The privacy meter is not available (${asError(error).message}). Covering goes on without it.`,
      );
    }
  }
}
