/**
 * Which mode's thumbnail is drawn next. Pictures of the modes that are shown are there anyway; each other mode costs the engine one
 * view of one frame, so they take turns, and one that no canvas shows is never asked for.
 */

import { needsNetwork } from '../engine/modes/metas.ts';
import type { ModeChoice } from '../engine/modes/mode.ts';
import type { SafeFrame } from '../engine/safe/frame.ts';
import { ThumbnailSink } from '../media/thumbnail-sink.ts';

/** ms between two thumbnails: about one frame in thirty on a quick device; a slow one has fewer frames to give. */
const EVERY = { quick: 1000, slow: 4000 } as const;
/** Frames a second from which a device is quick. */
const QUICK = 15;
/** ms after which an order that brought no picture is dropped. */
const PATIENCE = 3000;
/** A frame has four views at most. */
const MAX_VIEWS = 4;

export class Thumbnails {
  readonly #sinks = new Map<ModeChoice, ThumbnailSink>();
  /** Times at which each was last drawn, ms. */
  readonly #drawn = new Map<ModeChoice, number>();
  #due: ModeChoice | null = null;
  /** Views that are shown: the thumbnail's is the one behind them. */
  #shown = 1;
  #ordered = Number.NEGATIVE_INFINITY;

  /** The mode that needs a view of the next frame; null when none does. */
  get due(): ModeChoice | null {
    return this.#due;
  }

  attach(mode: ModeChoice, canvas: HTMLCanvasElement | null): void {
    if (canvas) {
      this.#sinks.set(mode, new ThumbnailSink(canvas));
      this.#drawn.delete(mode);
    } else {
      this.#sinks.delete(mode);
    }
  }

  /** Chooses what is due, if anything; true when there is a new order. */
  order(views: readonly { readonly mode: ModeChoice }[], fps: number, now: number): boolean {
    this.#shown = views.length;
    const wait = this.#due ? PATIENCE : fps >= QUICK ? EVERY.quick : EVERY.slow;
    if (now - this.#ordered < wait || views.length >= MAX_VIEWS) {
      return false;
    }
    const before = this.#due;
    // A network is loaded when its mode is chosen, not for a thumbnail; what is raw is never drawn.
    const candidates = [...this.#sinks].filter(
      ([mode, sink]) =>
        mode !== 'none' && !needsNetwork(mode) && sink.seen && !views.some((view) => view.mode === mode),
    );
    const oldest = candidates.sort(([a], [b]) => this.#age(a) - this.#age(b))[0];
    this.#due = oldest?.[0] ?? null;
    this.#ordered = now;
    return this.#due !== before;
  }

  /** Draws what the frame is good for; the frame stays the caller's. True when the order is fulfilled. */
  take(view: number, frame: SafeFrame, now: number): boolean {
    const { covered, mode } = frame.report;
    const ordered = this.#due !== null && view === this.#shown;
    const sink = this.#sinks.get(mode as ModeChoice);
    if (sink && covered === 'faces' && (ordered || now - this.#age(mode as ModeChoice) >= EVERY.quick)) {
      sink.draw(frame);
      this.#drawn.set(mode as ModeChoice, now);
    }
    if (ordered) {
      this.cancel();
      this.#drawn.set(mode as ModeChoice, now);
    }
    return ordered;
  }

  /** Nothing is asked for any more. */
  cancel(): void {
    this.#due = null;
  }

  /** Another source: pictures of the old one go. */
  clear(): void {
    this.cancel();
    this.#drawn.clear();
    for (const sink of this.#sinks.values()) {
      sink.clear();
    }
  }

  #age(mode: ModeChoice): number {
    return this.#drawn.get(mode) ?? Number.NEGATIVE_INFINITY;
  }
}
