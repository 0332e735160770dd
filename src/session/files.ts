/** A video or picture in place of the camera: opened, played and exported through the one engine. */
import { NO_EDITS } from '../engine/edits/edits.ts';
import { editsFileOf } from '../engine/edits/edits-file.ts';
import { NEW_HISTORY } from '../engine/edits/history.ts';
import type { EngineHandle } from '../engine/link/client.ts';
import type { FileInfo } from '../engine/link/file/frame-file.ts';
import { fileProblem, problemOf } from '../engine/link/file/problem.ts';
import { closeOrdered, type OrderedFrame } from '../engine/link/file/requests.ts';
import { asBitmap, type SafeFrame } from '../engine/safe/frame.ts';
import type { EngineSettings } from '../engine/settings.ts';
import type { Conversion, ConversionOptions } from '../media/conversion.ts';
import { type ChosenFile, canChooseFile, chooseFile, saveBlob } from '../media/save.ts';
import {
  type ExportChoice,
  type ExportResult,
  type FileState,
  nameFor,
  newFileState,
  progressOf,
  THOROUGH,
  workOf,
} from './file-state.ts';
import { session } from './session.ts';
import { store } from './store.ts';

/** Files from here on, bytes, are written straight to the disk where the browser can. */
const LARGE = 256e6;
/** ms between pictures that are shown while a video is exported: each one costs time. */
const SHOW_EVERY = 250;
/** ms after which it is seen again whether there is time for looking through a video. */
const LOOK_EVERY = 150;
/** ms without another change after which the leak meter looks at what was drawn. */
const RESTS_AFTER = 500;

class Files {
  #file: File | null = null;
  #raw: { readonly file: File; readonly url: string } | null = null;
  #engine: EngineHandle | null = null;
  /** What is under way; whatever belongs to an older number stops by itself. */
  #run = 0;
  #cancel: AbortController | null = null;
  #saved: { readonly name: string; readonly blob: Blob } | null = null;
  #lastReading = Number.NEGATIVE_INFINITY;
  /** What is shown was drawn with settings that have changed since. */
  #stale = false;
  #redrawing = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    store.subscribe((state, before) => {
      if (state.source !== before.source && state.source === 'camera') {
        this.#leave();
        return;
      }
      const edits = state.file?.history.present;
      if (edits && edits !== before.file?.history.present && state.file?.info) {
        this.#engine?.editFile(edits);
        this.redraw();
      } else if (state.settings !== before.settings) {
        this.redraw();
        if (this.#file && lookKeyOf(state.settings) !== lookKeyOf(before.settings)) {
          this.#set({ looked: 0, overview: null });
          void this.#lookThrough(this.#file);
        }
      }
    });
  }

  /**
   * Opens a file and shows its first picture; words go to the store when it cannot be read.
   * @param history corrections that were made of it before
   */
  async open(file: File, history = NEW_HISTORY): Promise<void> {
    this.#cancel?.abort();
    const run = ++this.#run;
    this.#file = file;
    this.#saved = null;
    this.#engine = session.takeFile();
    store.setState({
      source: 'file',
      phase: 'starting',
      problem: null,
      trouble: null,
      file: { ...newFileState(file.name), history },
    });
    await this.#reopen(run, 0);
    void this.#lookThrough(file);
  }

  /** The file as it is, for the page to show beside what is covered; null where none is open. Never for a sink. */
  rawUrl(): string | null {
    if (this.#file && this.#raw?.file !== this.#file) {
      this.#forgetRaw();
      this.#raw = { file: this.#file, url: URL.createObjectURL(this.#file) };
    }
    return this.#raw?.url ?? null;
  }

  #forgetRaw(): void {
    if (this.#raw) {
      URL.revokeObjectURL(this.#raw.url);
      this.#raw = null;
    }
  }

  /** Looks through a video while nothing else is to be done: then people can be told apart, and it is drawn from that. */
  async #lookThrough(file: File): Promise<void> {
    const key = lookKeyOf(store.getState().settings);
    let spent = 0;
    let from: number | null = null;
    for (;;) {
      const { file: state, settings } = store.getState();
      if (this.#file !== file || state?.info?.kind !== 'video' || lookKeyOf(settings) !== key) {
        return;
      }
      if (state.activity !== 'still') {
        await sleep(LOOK_EVERY);
        continue;
      }
      try {
        const began = performance.now();
        const { reached, overview } = (await this.#engine?.analyse()) ?? { reached: 0, overview: null };
        if (this.#file !== file) {
          return;
        }
        // The first frames wait for what is loaded.
        spent += from === null ? 0 : performance.now() - began;
        from ??= reached;
        const seen = (reached - from) * (settings.thorough ? THOROUGH : 1);
        this.#set({ looked: reached, overview, ...(seen > 0 ? { pace: spent / 1000 / seen } : {}) });
        if (overview) {
          this.redraw();
          return;
        }
      } catch {
        // It is damaged further on, or the engine stopped: whoever plays or writes it is told there.
        return;
      }
    }
  }

  /** Another file, or the same one again after trouble. */
  async again(): Promise<void> {
    if (this.#file) {
      await this.open(this.#file, store.getState().file?.history);
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
    this.#run += 1;
    this.#set({ activity: 'still' });
  }

  /** Plays from where it stands, or from the start when it stands at the end, at its own speed: late pictures are left out. */
  async play(): Promise<void> {
    const { file } = store.getState();
    if (file?.info?.kind !== 'video' || file.activity !== 'still') {
      return;
    }
    const run = ++this.#run;
    const from = file.position >= file.info.duration - 0.05 ? 0 : file.position;
    this.#set({ activity: 'playing' });
    const begun = performance.now();
    let reached = Number.NEGATIVE_INFINITY;
    while (run === this.#run) {
      // At the latest the last picture: beyond it there is none.
      const due = timeOf({ info: file.info, position: from + (performance.now() - begun) / 1000 });
      const ordered = await this.#ask(run, due > reached ? due : null);
      if (!ordered || run !== this.#run) {
        closeOrdered(ordered);
        break;
      }
      const time = (ordered.frames[0]?.timestamp ?? 0) / 1e6;
      reached = time + ordered.duration / 1e6;
      await sleep(begun + (time - from) * 1000 - performance.now());
      if (run !== this.#run) {
        closeOrdered(ordered);
        break;
      }
      this.#show(ordered, time);
    }
    if (run === this.#run && store.getState().file?.info) {
      this.#set({ activity: 'still', position: file.info.duration });
    }
  }

  /** Shows the picture at `position`, seconds; playing goes on from there. */
  async seek(position: number): Promise<void> {
    const { file } = store.getState();
    if (!file?.info || file.activity === 'exporting' || file.activity === 'opening') {
      return;
    }
    const playing = file.activity === 'playing';
    const run = ++this.#run;
    this.#set({ activity: 'still', position });
    // The newest of many: a slider moves faster than frames can be found.
    await sleep(30);
    if (run !== this.#run) {
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
      const run = this.#run;
      if (!file?.info || file.activity !== 'still') {
        return;
      }
      const ordered = await this.#ask(run, timeOf(file), false);
      if (ordered && run === this.#run && store.getState().file?.activity === 'still') {
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
    const run = this.#run;
    if (file?.info && file.activity === 'still') {
      const ordered = await this.#ask(run, timeOf(file));
      closeOrdered(ordered);
      this.#takeReading(run, ordered?.reading ?? null);
    }
  }

  /**
   * Writes the whole file, every frame in order. Call it right after a click.
   * @param then 'save' hands it to the person; 'keep' only gives it back
   * @param settings with which it is written
   * @returns null when it was cancelled or failed (the words are in the store), or went straight to the disk.
   */
  async export(
    choice: ExportChoice,
    then: 'save' | 'keep' = 'save',
    settings: EngineSettings = store.getState().settings,
  ): Promise<(ExportResult & { readonly blob: Blob }) | null> {
    const { file } = store.getState();
    const source = this.#file;
    const [view] = settings.views;
    if (!file?.info || !source || !this.#engine || file.activity === 'exporting') {
      return null;
    }
    if (!view || view.mode === 'none') {
      this.#set({ problem: fileProblem('comparison-only') });
      return null;
    }
    const run = ++this.#run;
    const cancel = new AbortController();
    this.#cancel = cancel;
    this.#saved = null;
    this.#set({ activity: 'exporting', progress: progressOf(0, 0, 0, NOTHING), result: null, problem: null });
    let chosen: ChosenFile | null = null;
    let failed = false;
    try {
      const { convert } = await import('../media/conversion.ts');
      if (then === 'save' && source.size > LARGE && canChooseFile()) {
        const container = choice.container === 'same' ? file.info.mime : `video/${choice.container}`;
        chosen = await chooseFile(
          nameFor(file.name, container.includes('webm') ? 'video/webm' : 'video/mp4'),
        );
      }
      session.lockSettings({ ...settings, views: [view] });
      const begun = performance.now();
      let shown = begun;
      const from = file.history.present.trim?.from ?? 0;
      const { writable } = chosen ?? {};
      const conversion = await convert({
        engine: openAlready(this.#engine, file.info),
        file: source,
        container: choice.container === 'same' ? undefined : choice.container,
        sound: choice.sound,
        readings: settings.leakRate,
        perFrame: false,
        edits: file.history.present,
        to: writable && (() => writable),
        signal: cancel.signal,
        onProgress: ({ looked, done, duration, ...counts }) => {
          const now = performance.now();
          if (run === this.#run && (now - shown >= SHOW_EVERY || counts.frames <= 1)) {
            const all = { looked: file.info?.duration ?? 0, done: duration };
            const work = workOf(looked, done, all, file.looked, settings.thorough);
            const progress = progressOf(work.done, work.all, (now - begun) / 1000, counts);
            this.#set({ progress, looked, ...(done > 0 ? { position: from + done } : {}) });
          }
        },
        onFrame: (frame) => {
          const now = performance.now();
          if (run === this.#run && now - shown >= SHOW_EVERY) {
            shown = now;
            void this.#showMeanwhile(run, frame);
          } else {
            frame.picture.close();
          }
        },
      });
      // It may have ended in the moment in which another file was opened.
      cancel.signal.throwIfAborted();
      return this.#finish(file, conversion, chosen, then);
    } catch (error) {
      await chosen?.discard();
      failed = (error as Error)?.name !== 'AbortError';
      if (run === this.#run) {
        this.#set({ problem: failed ? problemOf(error, 'storage') : null });
      }
      return null;
    } finally {
      if (this.#cancel === cancel) {
        this.#cancel = null;
        session.lockSettings(null);
      }
      if (run === this.#run) {
        this.#set({ progress: null });
        if (failed) {
          // The engine may have been replaced meanwhile: it knows of no file then.
          await this.#reopen(run, file.position);
        } else {
          this.#set({ activity: 'still', position: file.position });
          this.redraw();
        }
      }
    }
  }

  /** What an encoder was given may be of no kind that a canvas takes over. */
  async #showMeanwhile(run: number, frame: SafeFrame): Promise<void> {
    const shown = await asBitmap(frame).catch(() => null);
    if (shown && run === this.#run) {
      session.showFile([shown]);
    } else {
      shown?.picture.close();
    }
  }

  /** Stops the export; nothing is left of it. */
  cancelExport(): void {
    this.#cancel?.abort();
  }

  /** Hands the last result out once more. */
  saveAgain(): void {
    if (this.#saved) {
      saveBlob(this.#saved.name, this.#saved.blob);
    }
  }

  /** The corrections of the open file, for `npm run anonymize -- --edits`. */
  saveEdits(): void {
    const { name, info, history } = store.getState().file ?? {};
    if (name && info && history) {
      const text = JSON.stringify(editsFileOf(history.present, { ...info, name }), null, 2);
      saveBlob(`${name}.edits.json`, new Blob([text], { type: 'application/json' }));
      this.#set({ kept: history.present });
    }
  }

  /** What the last export covered, as a file. */
  saveReport(): void {
    const { result, history } = store.getState().file ?? {};
    if (result) {
      const text = JSON.stringify(
        { application: 'guise', kind: 'export-report', ...result, edits: history?.present },
        null,
        2,
      );
      saveBlob(`${result.name}.json`, new Blob([text], { type: 'application/json' }));
    }
  }

  #finish(
    file: FileState,
    { blob, mime, report }: Conversion,
    chosen: ChosenFile | null,
    then: 'save' | 'keep',
  ): (ExportResult & { readonly blob: Blob }) | null {
    const name = chosen?.name ?? nameFor(file.name, mime);
    if (blob && then === 'save') {
      this.#saved = { name, blob };
      saveBlob(name, blob);
    }
    if (then === 'save') {
      this.#set({ result: { name, report }, kept: file.history.present });
    }
    return blob && { name, blob, report };
  }

  /** Looks into the file (again) and shows the picture at `position`. */
  async #reopen(run: number, position: number): Promise<void> {
    try {
      const file = this.#file;
      const info = file && (await this.#engine?.openFile(file));
      if (!info || run !== this.#run) {
        return;
      }
      this.#engine?.editFile(store.getState().file?.history.present ?? NO_EDITS);
      this.#set({ info, activity: 'still', position });
      // The picture comes first; the leak meter, which may have to be loaded, looks at it when it is there.
      const ordered = await this.#ask(run, position > 0 ? Math.max(0, position - 0.001) : null, false);
      this.#showFor(run, ordered, position);
      this.#readLeaksAtRest();
    } catch (error) {
      this.#fail(run, error);
    }
  }

  /** Null at the end, and when something went wrong, which is reported then. @param mayReadLeaks with the leak meter, if it is due. */
  async #ask(run: number, at: number | null, mayReadLeaks = true): Promise<OrderedFrame | null> {
    const { leakRate } = store.getState().settings;
    const now = performance.now();
    const readLeaks = mayReadLeaks && leakRate > 0 && now - this.#lastReading >= 1000 / leakRate;
    if (readLeaks) {
      this.#lastReading = now;
    }
    try {
      return (await this.#engine?.nextFrame(at, readLeaks)) ?? null;
    } catch (error) {
      this.#fail(run, error);
      return null;
    }
  }

  /** Shows what was asked for, unless something else has begun meanwhile. */
  #showFor(run: number, ordered: OrderedFrame | null, position: number): void {
    if (ordered && run === this.#run) {
      this.#show(ordered, position);
    } else {
      closeOrdered(ordered);
    }
  }

  #show(ordered: OrderedFrame, position: number): void {
    this.#takeReading(this.#run, ordered.reading);
    session.showFile(ordered.frames);
    this.#set({ position, marks: ordered.marks, meant: ordered.meant });
  }

  /** When it comes, if it is still that of what is shown. */
  #takeReading(run: number, reading: OrderedFrame['reading']): void {
    void reading?.then((told) => {
      if (told && run === this.#run) {
        session.takeReading(told);
      }
    });
  }

  #fail(run: number, error: unknown): void {
    if (run !== this.#run) {
      return;
    }
    this.#run += 1;
    this.#set({ info: null, activity: 'still' });
    this.refuse(error);
  }

  /** Says in the picture's place why nothing can be opened. */
  refuse(error: unknown): void {
    store.setState({ phase: 'error', problem: problemOf(error, 'engine') });
  }

  /** The camera takes over. */
  #leave(): void {
    this.#run += 1;
    this.#cancel?.abort();
    this.#forgetRaw();
    this.#file = null;
    this.#saved = null;
  }

  #set(change: Partial<FileState>): void {
    store.setState(({ file }) => ({ file: file && { ...file, ...change } }));
  }
}

/** What is shown was opened, and looked at, already: it is written from that. */
function openAlready(engine: EngineHandle, info: FileInfo): ConversionOptions['engine'] {
  return {
    openFile: async () => info,
    editFile: (edits) => engine.editFile(edits),
    analyse: () => engine.analyse(),
    nextFrame: (at, ...how) => engine.nextFrame(info.kind === 'picture' ? 0 : at, ...how),
  };
}

/** While it is the same, so is what is found. */
function lookKeyOf({ detector, thorough, linger, growth }: EngineSettings): string {
  return `${detector} ${thorough} ${linger} ${growth}`;
}

/** Seconds at which the frame that is shown is asked for: at the very end there is none. */
function timeOf({ info, position }: Pick<FileState, 'info' | 'position'>): number {
  return Math.min(position, Math.max(0, (info?.duration ?? 0) - 0.001));
}

const NOTHING = { frames: 0, coveredWhole: 0 };

function sleep(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}

export const files = new Files();
