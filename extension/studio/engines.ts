/** Engines for cameras: one each; the last one that fell idle is kept warm for a while, so that the next call starts at once. */
import { createEngine, type EngineEvents, type EngineHandle } from '../../src/engine/link/client.ts';
import { openEngineWorker } from '../../src/engine/link/open-worker.ts';
import type { EngineSettings } from '../../src/engine/settings.ts';

const KEEP_WARM = 30_000;

export type Listener = Pick<EngineEvents, 'onFrame' | 'onState' | 'onTrouble'>;

class Engine {
  readonly handle: EngineHandle;
  listener: Listener | null = null;
  /** Whose face is drawn, where that goes by a key. */
  faceKey = 0;
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
  readonly #busy = new Set<Engine>();
  #idle: Engine | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
  }

  configure(settings: EngineSettings): void {
    this.#settings = settings;
    for (const engine of [...this.#busy, ...(this.#idle ? [this.#idle] : [])]) {
      this.drawFace(engine, engine.faceKey);
    }
  }

  /** @param faceKey as `drawFaceKey` gives them. */
  drawFace(engine: Engine, faceKey: number): void {
    engine.faceKey = faceKey;
    engine.handle.configure({ ...this.#settings, faceKey });
  }

  /** Starts loading one, if none is there. */
  warm(): void {
    this.#keep(this.#idle ?? new Engine(this.#settings));
  }

  take(listener: Listener, faceKey: number): Engine {
    clearTimeout(this.#timer);
    const engine = this.#idle ?? new Engine(this.#settings);
    this.#idle = null;
    this.#busy.add(engine);
    engine.listen(listener);
    this.drawFace(engine, faceKey);
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
