/** "Adapt to my face", loaded when a person asks for it or the face that is adapted is drawn: most never do. */
import type { ModifierWeights } from '../../models/modifier/weights.ts';
import type { Face } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';
import type { Adaptation, AdaptationParts } from './controller.ts';
import { type AdaptCommand, type AdaptStatus, adaptProblem, NOT_ADAPTED } from './status.ts';

export class AdaptationOnDemand {
  readonly #make: () => Promise<Adaptation>;
  readonly #onStatus: (status: AdaptStatus) => void;
  #loading: Promise<Adaptation> | null = null;
  #adaptation: Adaptation | null = null;
  #closed = false;

  /** As of `Adaptation`. */
  constructor(parts: AdaptationParts, onStatus: (status: AdaptStatus) => void, onWeights: () => void) {
    this.#onStatus = onStatus;
    this.#make = async () => new (await import('./controller.ts')).Adaptation(parts, onStatus, onWeights);
  }

  /** Commands that come while it is loaded are followed then, in their order. */
  async command(command: AdaptCommand): Promise<void> {
    try {
      const adaptation = await this.#load();
      if (!this.#closed) {
        adaptation.command(command);
      }
    } catch (error) {
      this.#onStatus({
        ...NOT_ADAPTED,
        now: { phase: 'failed', problem: adaptProblem('not-loaded', error) },
      });
    }
  }

  /** As `Adaptation.offer`; nobody collects before it is there. */
  offer(frame: RawFrame, faces: readonly Face[]): void {
    this.#adaptation?.offer(frame, faces);
  }

  /** As `Adaptation.applyTo`. @throws (rejects) when it could not be loaded: what is kept could not be looked for. */
  async applyTo(base: ModifierWeights): Promise<ModifierWeights> {
    return (await this.#load()).applyTo(base);
  }

  close(): void {
    this.#closed = true;
    this.#adaptation?.close();
  }

  async #load(): Promise<Adaptation> {
    this.#loading ??= this.#make();
    try {
      this.#adaptation = await this.#loading;
      return this.#adaptation;
    } catch (error) {
      // Asked for again with the next command.
      this.#loading = null;
      throw error;
    }
  }
}
