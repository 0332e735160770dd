/** A video or picture in place of the camera: opened and played through the one engine. */
import { NO_EDITS } from '../engine/edits/edits.ts';
import { NEW_HISTORY } from '../engine/edits/history.ts';
import type { EngineHandle } from '../engine/link/client.ts';
import { closeOrdered, type OrderedFrame } from '../engine/link/file/requests.ts';
import { type FileState, newFileState } from './file-state.ts';
import { refuseFile } from './lazy-files.ts';
import { lookKeyOf, lookThrough, sleep } from './look-through.ts';
import { session } from './session.ts';
import { setFile, store } from './store.ts';

/** ms without another change after which the leak meter looks at what was drawn. */
const RESTS_AFTER = 500;

class Files {
  #opened: { readonly file: File; readonly engine: EngineHandle } | null = null;
  #raw: { readonly file: File; readonly url: string } | null = null;
  /** What is under way: it stops by itself when it is aborted. */
  #run = new AbortController();
  #lastReading = Number.NEGATIVE_INFINITY;
  /** What is shown was drawn with settings that have changed since. */
  #stale = false;
  #redrawing = false;
  /** The latest look through what is open: an earlier one ends. */
  #look: object = {};
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    store.subscribe((state, before) => {
      if (state.source !== before.source && state.source === 'camera') {
        this.#leave();
        return;
      }
      const edits = state.file?.history.present;
      if (edits && edits !== before.file?.history.present && state.file?.info) {
        this.#opened?.engine.editFile(edits);
        this.redraw();
      } else if (state.settings !== before.settings) {
        this.redraw();
        if (this.#opened && lookKeyOf(state.settings) !== lookKeyOf(before.settings)) {
          setFile({ looked: 0, overview: null });
          void this.#lookThrough();
        }
      }
    });
  }

  /**
   * Opens a file and shows its first picture; words go to the store when it cannot be read.
   * @param history corrections that were made of it before
   */
  async open(file: File, history = NEW_HISTORY): Promise<void> {
    const run = this.begin();
    const opened = { file, engine: session.takeFile() };
    this.#opened = opened;
    store.setState({
      source: 'file',
      phase: 'starting',
      problem: null,
      trouble: null,
      file: { ...newFileState(file.name), history },
    });
    await this.reopen(run, 0);
    // Another file, or the camera, may have taken its place meanwhile.
    if (this.#opened === opened) {
      void this.#lookThrough();
    }
  }

  /** What is open; it may be damaged, or still being looked into. */
  get opened() {
    return this.#opened;
  }

  /** Ends what is under way, for something else. @returns aborted as soon as that has to end in its turn. */
  begin(): AbortSignal {
    this.#run.abort();
    this.#run = new AbortController();
    return this.#run.signal;
  }

  /** The file as it is, for the page to show beside what is covered; null where none is open. Never for a sink. */
  rawUrl(): string | null {
    const { file } = this.#opened ?? {};
    if (file && this.#raw?.file !== file) {
      this.#forgetRaw();
      this.#raw = { file, url: URL.createObjectURL(file) };
    }
    return this.#raw?.url ?? null;
  }

  #forgetRaw(): void {
    if (this.#raw) {
      URL.revokeObjectURL(this.#raw.url);
      this.#raw = null;
    }
  }

  #lookThrough(): Promise<void> {
    const opened = this.#opened;
    const look = {};
    this.#look = look;
    return lookThrough(
      () => (this.#opened === opened && this.#look === look ? opened?.engine : null),
      () => this.redraw(),
    );
  }

  /** Another file, or the same one again after trouble. */
  async again(): Promise<void> {
    if (this.#opened) {
      await this.open(this.#opened.file, store.getState().file?.history);
    }
  }

  toggle(): void {
    if (store.getState().file?.activity === 'playing') {
      this.pause();
    } else {
      void this.play();
    }
  }

  pause(): void {
    this.begin();
    setFile({ activity: 'still' });
  }

  /** Plays from where it stands, or from the start when it stands at the end, at its own speed: late pictures are left out. */
  async play(): Promise<void> {
    const { file } = store.getState();
    if (file?.info?.kind !== 'video' || file.activity !== 'still') {
      return;
    }
    const run = this.begin();
    const from = file.position >= file.info.duration - 0.05 ? 0 : file.position;
    setFile({ activity: 'playing' });
    const begun = performance.now();
    let reached = Number.NEGATIVE_INFINITY;
    while (!run.aborted) {
      // At the latest the last picture: beyond it there is none.
      const due = timeOf({ info: file.info, position: from + (performance.now() - begun) / 1000 });
      const ordered = await this.#ask(run, due > reached ? due : null);
      if (!ordered || run.aborted) {
        closeOrdered(ordered);
        break;
      }
      const time = (ordered.frames[0]?.timestamp ?? 0) / 1e6;
      reached = time + ordered.duration / 1e6;
      await sleep(begun + (time - from) * 1000 - performance.now());
      if (run.aborted) {
        closeOrdered(ordered);
        break;
      }
      this.#show(ordered, time);
    }
    if (!run.aborted && store.getState().file?.info) {
      setFile({ activity: 'still', position: file.info.duration });
    }
  }

  /** Shows the picture at `position`, seconds; playing goes on from there. */
  async seek(position: number): Promise<void> {
    const { file } = store.getState();
    if (!file?.info || file.activity === 'exporting' || file.activity === 'opening') {
      return;
    }
    const playing = file.activity === 'playing';
    const run = this.begin();
    setFile({ activity: 'still', position });
    // The newest of many: a slider moves faster than frames can be found.
    await sleep(30);
    if (run.aborted) {
      return;
    }
    if (playing) {
      await this.play();
      return;
    }
    this.#showFor(run, await this.#ask(run, timeOf({ info: file.info, position })), position);
  }

  /** Draws what is shown once more: with other settings, or for a sink that was added. */
  redraw(): void {
    this.#stale = true;
    if (!this.#redrawing) {
      this.#redrawing = true;
      void this.#redrawStale().finally(() => {
        this.#redrawing = false;
      });
    }
  }

  /** One at a time, the newest settings each time: a slider moves faster than large pictures are drawn. */
  async #redrawStale(): Promise<void> {
    // The leak meter takes longer than the picture: it looks when the slider rests.
    clearTimeout(this.#rest);
    while (this.#stale) {
      this.#stale = false;
      const { file } = store.getState();
      const run = this.#run.signal;
      if (!file?.info || file.activity !== 'still') {
        return;
      }
      const ordered = await this.#ask(run, timeOf(file), false);
      if (ordered && !run.aborted && store.getState().file?.activity === 'still') {
        this.#show(ordered, file.position);
      } else {
        closeOrdered(ordered);
      }
    }
    this.#readLeaksAtRest();
  }

  #readLeaksAtRest(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#readLeaks(), RESTS_AFTER);
  }

  async #readLeaks(): Promise<void> {
    const { file } = store.getState();
    const run = this.#run.signal;
    if (file?.info && file.activity === 'still') {
      const ordered = await this.#ask(run, timeOf(file));
      closeOrdered(ordered);
      this.#takeReading(run, ordered?.reading ?? null);
    }
  }

  /** Looks into the file (again) and shows the picture at `position`. */
  async reopen(run: AbortSignal, position: number): Promise<void> {
    try {
      const { file, engine } = this.#opened ?? {};
      const info = file && (await engine?.openFile(file));
      if (!info || run.aborted) {
        return;
      }
      engine?.editFile(store.getState().file?.history.present ?? NO_EDITS);
      setFile({ info, activity: 'still', position });
      // The picture comes first; the leak meter, which may have to be loaded, looks at it when it is there.
      const ordered = await this.#ask(run, position > 0 ? Math.max(0, position - 0.001) : null, false);
      this.#showFor(run, ordered, position);
      this.#readLeaksAtRest();
    } catch (error) {
      this.#fail(run, error);
    }
  }

  /** Null at the end, and when something went wrong, which is reported then. @param mayReadLeaks with the leak meter, if it is due. */
  async #ask(run: AbortSignal, at: number | null, mayReadLeaks = true): Promise<OrderedFrame | null> {
    const { leakRate } = store.getState().settings;
    const now = performance.now();
    const readLeaks = mayReadLeaks && leakRate > 0 && now - this.#lastReading >= 1000 / leakRate;
    if (readLeaks) {
      this.#lastReading = now;
    }
    try {
      return (await this.#opened?.engine.nextFrame(at, readLeaks)) ?? null;
    } catch (error) {
      this.#fail(run, error);
      return null;
    }
  }

  /** Shows what was asked for, unless something else has begun meanwhile. */
  #showFor(run: AbortSignal, ordered: OrderedFrame | null, position: number): void {
    if (ordered && !run.aborted) {
      this.#show(ordered, position);
    } else {
      closeOrdered(ordered);
    }
  }

  #show(ordered: OrderedFrame, position: number): void {
    this.#takeReading(this.#run.signal, ordered.reading);
    session.showFile(ordered.frames);
    setFile({ position, marks: ordered.marks, meant: ordered.meant });
  }

  /** When it comes, if it is still that of what is shown. */
  #takeReading(run: AbortSignal, reading: OrderedFrame['reading']): void {
    void reading?.then((told) => {
      if (told && !run.aborted) {
        session.takeReading(told);
      }
    });
  }

  #fail(run: AbortSignal, error: unknown): void {
    if (run.aborted) {
      return;
    }
    this.begin();
    setFile({ info: null, activity: 'still' });
    refuseFile(error);
  }

  /** The camera takes over. */
  #leave(): void {
    this.begin();
    this.#forgetRaw();
    this.#opened = null;
  }
}

/** Seconds at which the frame that is shown is asked for: at the very end there is none. */
function timeOf({ info, position }: Pick<FileState, 'info' | 'position'>): number {
  return Math.min(position, Math.max(0, (info?.duration ?? 0) - 0.001));
}

export const files = new Files();
