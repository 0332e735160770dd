/** Writes the open file, every frame in order, and hands out what goes with it: corrections and report. */
import { editsFileOf } from '../engine/edits/edits-file.ts';
import type { EngineHandle } from '../engine/link/client.ts';
import type { FileInfo } from '../engine/link/file/frame-file.ts';
import { fileProblem, problemOf } from '../engine/link/file/problem.ts';
import { asBitmap, type SafeFrame } from '../engine/safe/frame.ts';
import type { EngineSettings } from '../engine/settings.ts';
import type { Conversion, ConversionOptions } from '../media/conversion.ts';
import { type ChosenFile, canChooseFile, chooseFile, saveBlob } from '../media/save.ts';
import {
  type ExportChoice,
  type ExportResult,
  type FileState,
  nameFor,
  progressOf,
  workOf,
} from './file-state.ts';
import { files } from './files.ts';
import { session } from './session.ts';
import { setFile, store } from './store.ts';

/** Files from here on, bytes, are written straight to the disk where the browser can. */
const LARGE = 256e6;
/** ms between pictures that are shown meanwhile: each one costs time. */
const SHOW_EVERY = 250;

const NOTHING = { frames: 0, coveredWhole: 0 };

type Written = ExportResult & { readonly blob: Blob };

/** Of the export that is under way. */
let cancelling: AbortController | null = null;

/**
 * Call it right after a click.
 * @param then 'save' hands it to the person; 'keep' only gives it back
 * @param settings with which it is written
 * @returns null when it was cancelled or failed (the words are in the store), or went straight to the disk.
 */
export async function exportFile(
  choice: ExportChoice,
  then: 'save' | 'keep' = 'save',
  settings: EngineSettings = store.getState().settings,
): Promise<Written | null> {
  const { file } = store.getState();
  const { opened } = files;
  const [view] = settings.views;
  if (!file?.info || !opened || file.activity === 'exporting') {
    return null;
  }
  if (!view || view.mode === 'none') {
    setFile({ problem: fileProblem('comparison-only') });
    return null;
  }
  const run = files.begin();
  const cancel = new AbortController();
  run.addEventListener('abort', () => cancel.abort());
  cancelling = cancel;
  setFile({ activity: 'exporting', progress: progressOf(0, 0, 0, NOTHING), result: null, problem: null });
  let chosen: ChosenFile | null = null;
  let failed = false;
  try {
    const { convert } = await import('../media/conversion.ts');
    if (then === 'save' && opened.file.size > LARGE && canChooseFile()) {
      const container = choice.container === 'same' ? file.info.mime : `video/${choice.container}`;
      chosen = await chooseFile(nameFor(file.name, container.includes('webm') ? 'video/webm' : 'video/mp4'));
    }
    cancel.signal.throwIfAborted();
    session.lockSettings({ ...settings, views: [view] });
    const begun = performance.now();
    let shown = begun;
    const from = file.history.present.trim?.from ?? 0;
    const { writable } = chosen ?? {};
    const conversion = await convert({
      engine: openAlready(opened.engine, file.info, cancel.signal),
      file: opened.file,
      container: choice.container === 'same' ? undefined : choice.container,
      sound: choice.sound,
      readings: settings.leakRate,
      perFrame: false,
      edits: file.history.present,
      to: writable && (() => writable),
      signal: cancel.signal,
      onProgress: ({ looked, done, duration, ...counts }) => {
        const now = performance.now();
        if (!run.aborted && (now - shown >= SHOW_EVERY || counts.frames <= 1)) {
          const all = { looked: file.info?.duration ?? 0, done: duration };
          const work = workOf(looked, done, all, file.looked, settings.thorough);
          const progress = progressOf(work.done, work.all, (now - begun) / 1000, counts);
          setFile({ progress, looked, ...(done > 0 ? { position: from + done } : {}) });
        }
      },
      onFrame: (frame) => {
        const now = performance.now();
        if (!run.aborted && now - shown >= SHOW_EVERY) {
          shown = now;
          void showMeanwhile(run, frame);
        } else {
          frame.picture.close();
        }
      },
    });
    // It may have ended in the moment in which another file was opened.
    cancel.signal.throwIfAborted();
    return finish(file, conversion, chosen, then);
  } catch (error) {
    await chosen?.discard();
    failed = (error as Error)?.name !== 'AbortError';
    if (!run.aborted) {
      setFile({ problem: failed ? problemOf(error, 'storage') : null });
    }
    return null;
  } finally {
    if (cancelling === cancel) {
      cancelling = null;
      session.lockSettings(null);
    }
    if (!run.aborted) {
      setFile({ progress: null });
      if (failed) {
        // The engine may have been replaced meanwhile: it knows of no file then.
        await files.reopen(run, file.position);
      } else {
        setFile({ activity: 'still', position: file.position });
        files.redraw();
      }
    }
  }
}

/** What an encoder was given may be of no kind that a canvas takes over. */
async function showMeanwhile(run: AbortSignal, frame: SafeFrame): Promise<void> {
  const shown = await asBitmap(frame).catch(() => null);
  if (shown && !run.aborted) {
    session.showFile([shown]);
  } else {
    shown?.picture.close();
  }
}

/** Stops the export; nothing is left of it. */
export function cancelExport(): void {
  cancelling?.abort();
}

/** Hands the last result out once more. */
export function saveAgain(): void {
  const { name = '', blob } = store.getState().file?.result ?? {};
  if (blob) {
    saveBlob(name, blob);
  }
}

/** The corrections of the open file, for `npm run anonymize -- --edits`. */
export function saveEdits(): void {
  const { name, info, history } = store.getState().file ?? {};
  if (name && info && history) {
    const text = JSON.stringify(editsFileOf(history.present, { ...info, name }), null, 2);
    saveBlob(`${name}.edits.json`, new Blob([text], { type: 'application/json' }));
    setFile({ kept: history.present });
  }
}

/** What the last export covered, as a file. */
export function saveReport(): void {
  const { result, history } = store.getState().file ?? {};
  if (result) {
    const { name, report } = result;
    const text = JSON.stringify(
      { application: 'guise', kind: 'export-report', name, report, edits: history?.present },
      null,
      2,
    );
    saveBlob(`${name}.json`, new Blob([text], { type: 'application/json' }));
  }
}

function finish(
  file: FileState,
  { blob, mime, report }: Conversion,
  chosen: ChosenFile | null,
  then: 'save' | 'keep',
): Written | null {
  const name = chosen?.name ?? nameFor(file.name, mime);
  if (then === 'save') {
    if (blob) {
      saveBlob(name, blob);
    }
    setFile({ result: { name, report, blob }, kept: file.history.present });
  }
  return blob && { name, blob, report };
}

/**
 * What is shown was opened, and looked at, already: it is written from that.
 * @param signal aborted when another file may be open in the engine: nothing is asked of that, and no corrections are given to it.
 */
function openAlready(engine: EngineHandle, info: FileInfo, signal: AbortSignal): ConversionOptions['engine'] {
  const own = () => {
    signal.throwIfAborted();
    return engine;
  };
  return {
    openFile: async () => info,
    editFile: (edits) => own().editFile(edits),
    analyse: async () => own().analyse(),
    nextFrame: async (at, ...how) => own().nextFrame(info.kind === 'picture' ? 0 : at, ...how),
  };
}
