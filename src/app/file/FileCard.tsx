import { cancelExport, exportFile, saveAgain, saveEdits, saveReport } from '../../session/file-export.ts';
import { type ExportChoice, estimateOf } from '../../session/file-state.ts';
import { session } from '../../session/session.ts';
import { setSettings, useSession } from '../../session/store.ts';
import { useChosenWords } from '../edit/EditBar.tsx';
import { i18n, inDigits, params, percent, useWords } from '../i18n.ts';
import { Problem } from '../Problem.tsx';
import { Toggle } from '../side/fields.tsx';
import { setChoice, useChoice } from './choice.ts';
import { askForFiles } from './FileInput.tsx';
import { Notes } from './Notes.tsx';
import { mayLeave } from './open.ts';
import { aboutTime, clock, exportWords, words as timeWords } from './words.ts';

export const words = i18n('file', {
  legend: 'File',
  rate: params('{n} frames a second'),
  withSound: 'with sound',
  withoutSound: 'without sound',
  search: 'Faces are looked for',
  fast: 'fast, as in a camera',
  thorough: 'thoroughly, small and lying ones too',
  taking: params('{how}: {time}'),
  saveAs: 'Save as',
  original: 'Like the original',
  keepSound: 'Keep the sound',
  soundHint: 'Voices are not changed and may tell who speaks.',
  exporting: 'Export',
  left: params('{time} left'),
  speed: params('{n} × real time'),
  whole: params('{n} covered whole'),
  cancel: 'Cancel',
  locked: 'Mode and settings stay as they were when you began.',
  exportVideo: 'Export the video',
  savePicture: 'Save the picture',
  another: 'Another file',
  camera: 'Camera',
  saved: params('{name} is saved.'),
  again: 'Save again',
  report: 'Save the report',
  edits: 'Save the corrections',
});

async function leaveForCamera(): Promise<void> {
  if (await mayLeave()) {
    await session.start();
  }
}

/** What can be done with the file that is open. */
export function FileCard() {
  const t = useWords(words);
  const times = useWords(timeWords);
  const file = useSession((state) => state.file);
  const chosen = useChosenWords();
  const corrected = useSession(({ file }) => {
    const { edits, trim } = file?.history.present ?? { edits: [], trim: null };
    return edits.length > 0 || trim !== null;
  });
  const thorough = useSession(({ settings }) => settings.thorough);
  const queued = useSession((state) => state.queue.files.length > 0);
  const { sound, container } = useChoice();
  if (!file) {
    return null;
  }
  const { info, activity, progress, result, problem } = file;
  const taking = (how: string, slow: boolean) => {
    const looked = slow === thorough ? file.looked : 0;
    const left = estimateOf({ duration: info?.duration ?? 0, pace: file.pace, looked }, slow);
    return left === null ? how : t.taking({ how, time: aboutTime(left, times) });
  };
  const exporting = activity === 'exporting';
  const video = info?.kind === 'video';
  return (
    <fieldset className="card" data-testid="file" data-activity={activity}>
      <legend>{t.legend}</legend>
      <p className="file-name">{file.name}</p>
      {info && (
        <p className="hint">
          {[
            `${info.width} × ${info.height}`,
            video && clock(info.duration),
            video &&
              info.frameRate > 0 &&
              t.rate({ n: inDigits(info.frameRate, info.frameRate % 1 > 0.05 ? 1 : 0) }),
            video && (info.hasAudio ? t.withSound : t.withoutSound),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {info && <Notes notes={info.notes} of={info} />}
      {video && !exporting && (
        <>
          <label className="field">
            <span>{t.search}</span>
            <select
              data-testid="search"
              value={thorough ? 'thorough' : 'fast'}
              onChange={(event) => setSettings({ thorough: event.target.value === 'thorough' })}
            >
              <option value="fast">{taking(t.fast, false)}</option>
              <option value="thorough">{taking(t.thorough, true)}</option>
            </select>
          </label>
          <label className="field">
            <span>{t.saveAs}</span>
            <select
              value={container}
              onChange={(event) => setChoice({ container: event.target.value as ExportChoice['container'] })}
            >
              <option value="same">{t.original}</option>
              <option value="mp4">MP4</option>
              <option value="webm">WebM</option>
            </select>
          </label>
          {info.hasAudio && (
            <Toggle
              label={t.keepSound}
              hint={t.soundHint}
              checked={sound}
              onChange={(on) => setChoice({ sound: on })}
            />
          )}
        </>
      )}
      {exporting && progress ? (
        <div className="export" data-testid="export-progress" data-frames={progress.frames}>
          <progress max={1} value={video ? progress.share : undefined} aria-label={t.exporting} />
          <p className="hint">
            {percent(progress.share)}
            {progress.left !== null && `, ${t.left({ time: aboutTime(progress.left, times) })}`}
            {progress.speed !== null && `, ${t.speed({ n: inDigits(progress.speed, 1) })}`}
            {progress.coveredWhole > 0 && `, ${t.whole({ n: progress.coveredWhole })}`}
          </p>
          <button type="button" onClick={() => cancelExport()}>
            {t.cancel}
          </button>
          <p className="hint">{t.locked}</p>
        </div>
      ) : (
        <>
          {chosen && <p className="chosen-words">{chosen}</p>}
          <div className="buttons">
            {info && (
              <button
                type="button"
                // Of several, all of them are what is wanted.
                className={queued ? undefined : 'primary'}
                disabled={activity === 'opening'}
                onClick={() => void exportFile({ container, sound: sound && info.hasAudio })}
              >
                {video ? t.exportVideo : t.savePicture}
              </button>
            )}
            <button type="button" onClick={askForFiles}>
              {t.another}
            </button>
            <button type="button" onClick={() => void leaveForCamera()}>
              {t.camera}
            </button>
            {corrected && (
              <button type="button" className="quiet" onClick={() => saveEdits()}>
                {t.edits}
              </button>
            )}
          </div>
        </>
      )}
      {problem && (
        <div className="notice" role="alert">
          <Problem problem={problem} />
        </div>
      )}
      {result && (
        <div
          className="export-result"
          role="status"
          data-testid="export-result"
          data-name={result.name}
          data-frames={result.report.frames}
          data-faces={result.report.faces}
          data-covered-whole={result.report.coveredWhole}
          data-visible={result.report.chosen.visible}
          data-renderer={result.report.renderers.join(' ')}
        >
          <p>
            <strong>{t.saved({ name: result.name })}</strong> {exportWords(result.report, times)}
          </p>
          <Notes
            notes={result.report.notes.filter((note) => !result.report.input.notes.includes(note))}
            of={result.report.input}
          />
          <div className="buttons">
            <button type="button" className="chip" onClick={() => saveAgain()}>
              {t.again}
            </button>
            <button type="button" className="chip" onClick={() => saveReport()}>
              {t.report}
            </button>
          </div>
        </div>
      )}
    </fieldset>
  );
}
