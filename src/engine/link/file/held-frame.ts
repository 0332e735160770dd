/** The frame of a file that is shown just now: decoded and looked at once, drawn as often as settings and corrections change. */
import { matchShown } from '../../edits/apply.ts';
import type { EditList } from '../../edits/edits.ts';
import type { DrawingWish, DrawnOffline, Engine } from '../../engine.ts';
import type { Looked } from '../../pipeline.ts';
import { closeFrame } from '../../safe/pixels.ts';
import { planeColours } from '../../safe/planes.ts';
import type { Analysis } from './analysis.ts';
import type { FileFrame } from './frame-file.ts';

const NOBODY: ReadonlyMap<number, number> = new Map();

/** Covered whole: nothing of it is known. */
const DAMAGED: Looked = {
  reason: 'frame-damaged',
  faces: [],
  failure: null,
  timing: { detect: 0, track: 0 },
};

export class HeldFrame {
  readonly #frame: FileFrame;
  readonly #isPicture: boolean;
  #found: { readonly key: string; readonly looked: Looked } | null = null;

  /** @param frame closed by `close` from now on @param isPicture of a file of one frame, which is shown at any time */
  constructor(frame: FileFrame, isPicture: boolean) {
    this.#frame = frame;
    this.#isPicture = isPicture;
  }

  /** µs; 0 for a picture. */
  get duration(): number {
    return this.#frame.duration;
  }

  /** True when this is the frame that is shown at `at`, seconds. A picture always is. */
  isShownAt(at: number): boolean {
    const { timestamp, duration } = this.#frame;
    const time = at * 1e6;
    return this.#isPicture || (time >= timestamp && time < timestamp + duration);
  }

  /**
   * The frame with the settings of now. Never throws.
   * @param follows the frame that the engine looked at last: what it followed there goes on here.
   */
  async draw(
    engine: Engine,
    edits: EditList,
    analysis: Analysis | null,
    wish: DrawingWish,
    follows = false,
  ): Promise<DrawnOffline> {
    const { timestamp } = this.#frame;
    const known = analysis?.lookedAt(timestamp, engine) ?? null;
    const looked = known ?? (await this.#look(engine, follows));
    const shown = known
      ? (analysis?.shown(edits, engine) ?? NOBODY)
      : // A video has to be looked at whole before it is known who is who in it.
        this.#isPicture
        ? matchShown(looked.faces, edits.edits)
        : NOBODY;
    // What did not come as planes would lose some of its colours in them, and the leak meter would see it.
    const format = planeColours(this.#frame.source) ? wish.format : 'rgba';
    return engine.draw(this.#frame, looked, { ...wish, format }, { edits, at: timestamp / 1e6, shown });
  }

  close(): void {
    closeFrame(this.#frame);
  }

  /** Looks again only where other settings find other faces, and where it could not be looked at. */
  async #look(engine: Engine, follows: boolean): Promise<Looked> {
    if (this.#frame.damaged) {
      return DAMAGED;
    }
    const key = engine.lookKey;
    if (this.#found?.key === key) {
      return this.#found.looked;
    }
    if (!follows) {
      engine.reset();
    }
    const looked = await engine.look(this.#frame);
    const failed = looked.reason === 'detector-failed' || looked.reason === 'starting';
    this.#found = failed ? null : { key, looked };
    return looked;
  }
}
