/** All that frames are drawn with: detector, renderer and networks, each kept there by a supply of its own, and what is said of them. */
import type { FaceDetector } from '../detect/detector.ts';
import { NETWORK_MODES, type NetworkMode } from '../modes/catalogue.ts';
import type { NetworkError, NetworkWeights, Renderer } from '../safe/renderer.ts';
import type { DetectorKind, EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import { DetectorSupply } from './detector-supply.ts';
import { NetworkSupply } from './network-supply.ts';
import { Notices } from './notices.ts';
import { Readiness } from './readiness.ts';
import { type RendererParts, RendererSupply } from './renderer-supply.ts';

/** How the parts are made; the worker gives the real ones, tests give broken ones. */
export interface SupplyParts extends RendererParts {
  readonly createDetector: (kind: DetectorKind) => Promise<FaceDetector>;
  /** The weights of each. @throws ModelError when they are not to be had, or not the tested ones. */
  readonly loadNetwork: { readonly [M in NetworkMode]: () => Promise<NetworkWeights[M]> };
}

export class Supplies {
  readonly #onState: (state: EngineState) => void;
  readonly #onDevice: (device: GPUDevice | null) => void;
  readonly #notices = new Notices(() => this.#changed());
  readonly #readiness = new Readiness(() => this.#isReady());
  readonly #networks: { readonly [M in NetworkMode]: NetworkSupply<NetworkWeights[M]> };
  readonly detectors: DetectorSupply;
  readonly renderers: RendererSupply;
  readonly notify = this.#notices.set;

  /** @param onDevice frames are drawn on this device from now on; null: by the CPU. */
  constructor(
    parts: SupplyParts,
    onState: (state: EngineState) => void,
    onDevice: (device: GPUDevice | null) => void,
  ) {
    const { notify } = this;
    this.#onState = onState;
    this.#onDevice = onDevice;
    this.detectors = new DetectorSupply(parts.createDetector, notify, () => this.#changed());
    this.renderers = new RendererSupply(parts, notify, () => this.#rendererChanged());
    const { learned, persona } = parts.loadNetwork;
    this.#networks = {
      learned: new NetworkSupply('learned face', learned, (words) => notify('learned-unavailable', words)),
      persona: new NetworkSupply('stranger’s face', persona, (words) => notify('persona-unavailable', words)),
    };
  }

  /** Loads what these settings want. @param before those of until now, null at the start. */
  configure({ detector, thorough, renderer, views }: EngineSettings, before: EngineSettings | null): void {
    if (before?.detector !== detector) {
      this.detectors.load(detector);
    } else if (before.thorough !== thorough) {
      this.detectors.resetDuration();
    }
    if (before?.renderer !== renderer) {
      this.renderers.choose(renderer);
    }
    for (const mode of NETWORK_MODES) {
      this.#networks[mode].want(views.some((view) => view.mode === mode));
    }
  }

  /** Other weights of the learned face are there to be loaded. */
  reloadLearned(): void {
    this.#networks.learned.reload();
  }

  /** After each frame: how it was drawn. @param patient as of `NetworkSupply.record`. */
  recordDraw(
    drawn: { readonly rendererFailure: Error | null; readonly networkFailures: readonly NetworkError[] },
    renderer: Renderer | null,
    patient: boolean,
  ): void {
    if (drawn.rendererFailure && renderer) {
      this.renderers.recordFailure(drawn.rendererFailure, renderer);
    }
    for (const mode of NETWORK_MODES) {
      const failure = drawn.networkFailures.find((one) => one.mode === mode) ?? null;
      this.#networks[mode].record(failure, patient);
    }
  }

  /**
   * Resolves when nothing has to be covered any more for want of a part: detector, renderer, and what networks draw or the certainty
   * that there is none.
   * @throws (rejects) when the detector could not be loaded several times in a row.
   */
  ready(): Promise<void> {
    return this.#readiness.wait();
  }

  close(): void {
    for (const supply of [...Object.values(this.#networks), this.detectors, this.renderers]) {
      supply.close();
    }
  }

  #rendererChanged(): void {
    const renderer = this.renderers.current;
    this.#networks.learned.drawWith(renderer?.networks.learned ?? null);
    this.#networks.persona.drawWith(renderer?.networks.persona ?? null);
    // The CPU that draws while shaders are compiled is not worth loading anything for.
    if (this.renderers.settled) {
      this.#onDevice(renderer?.device ?? null);
    }
    this.#changed();
  }

  #changed(): void {
    this.#readiness.update();
    this.#onState({
      detector: this.detectors.state,
      renderer: this.renderers.current?.kind ?? 'none',
      notices: this.#notices.all,
    });
  }

  #isReady(): boolean | Error {
    if (this.detectors.gaveUp) {
      const notice = this.#notices.get('model-corrupt') ?? this.#notices.get('detector-failed');
      return new Error(notice?.words ?? 'The face detector could not be loaded.');
    }
    const settled = Object.values(this.#networks).every((network) => network.settled);
    return this.detectors.current !== null && this.renderers.settled && settled;
  }
}
