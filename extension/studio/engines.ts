/** Engines for cameras: one each; the last one that fell idle is kept warm for a while, so that the next call starts at once. */
import { createEngine, type EngineEvents, type EngineHandle } from '../../src/engine/link/client.ts';
import { openEngineWorker } from '../../src/engine/link/open-worker.ts';
import type { EngineSettings } from '../../src/engine/settings.ts';

const KEEP_WARM = 30_000;

export type Listener = Pick<EngineEvents, 'onFrame' | 'onState' | 'onTrouble'>;

class Engine {
  readonly handle: EngineHandle;
  listener: Listener | null = null;
  #state: Parameters<Listener['onState']>[0] | null = null;

  constructor(settings: EngineSettings) {
    this.handle = createEngine(openEngineWorker, settings, {
      onFrame: (view, frame) => {
        if (this.listener && view === 0) {
          this.listener.onFrame(view, frame);
        } else {
          frame.picture.close();
        }
      },
      onState: (state) => {
        this.#state = state;
        this.listener?.onState(state);
      },
      onTrouble: (trouble) => this.listener?.onTrouble(trouble),
      onLeak: () => undefined,
      onDropped: () => undefined,
    });
  }

  listen(listener: Listener | null): void {
    this.listener = listener;
    if (this.#state) {
      listener?.onState(this.#state);
    }
  }
}

export type { Engine };

export class Engines {
  #settings: EngineSettings;
  /** Whose face is drawn, where that goes by a key; 0: each engine has drawn one of its own. Never stored. */
  #faceKey = 0;
  readonly #busy = new Set<Engine>();
  #idle: Engine | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
  }

  configure(settings: EngineSettings): void {
    this.#settings = { ...settings, faceKey: this.#faceKey };
    for (const engine of [...this.#busy, ...(this.#idle ? [this.#idle] : [])]) {
      engine.handle.configure(this.#settings);
    }
  }

  /** @param faceKey as `drawFaceKey` gives them. */
  drawFace(faceKey: number): void {
    this.#faceKey = faceKey;
    this.configure(this.#settings);
  }

  /** Starts loading one, if none is there. */
  warm(): void {
    this.#keep(this.#idle ?? new Engine(this.#settings));
  }

  take(listener: Listener): Engine {
    clearTimeout(this.#timer);
    const engine = this.#idle ?? new Engine(this.#settings);
    this.#idle = null;
    this.#busy.add(engine);
    engine.listen(listener);
    return engine;
  }

  giveBack(engine: Engine): void {
    engine.listen(null);
    engine.handle.stop();
    this.#busy.delete(engine);
    if (this.#idle) {
      engine.handle.close();
    } else {
      this.#keep(engine);
    }
  }

  #keep(engine: Engine): void {
    this.#idle = engine;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#idle?.handle.close();
      this.#idle = null;
    }, KEEP_WARM);
  }
}
