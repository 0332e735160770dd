import { useState } from 'react';
import type { ExportChoice } from '../../session/file-state.ts';
import { files } from '../../session/files.ts';
import { session } from '../../session/session.ts';
import { useSession } from '../../session/store.ts';
import { Toggle } from '../controls/fields.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import { aboutTime, clock, exportWords } from './words.ts';

/** What can be done with the file that is open. */
export function FileCard() {
  const file = useSession((state) => state.file);
  const [sound, setSound] = useState(false);
  const [container, setContainer] = useState<ExportChoice['container']>('same');
  if (!file) {
    return null;
  }
  const { info, activity, progress, result, problem } = file;
  const exporting = activity === 'exporting';
  const video = info?.kind === 'video';
  return (
    <fieldset className="card" data-testid="file" data-activity={activity}>
      <legend>File</legend>
      <p className="file-name">{file.name}</p>
      {info && (
        <p className="hint">
          {[
            `${info.width} × ${info.height}`,
            video && clock(info.duration),
            video && `${info.frameRate.toFixed(info.frameRate % 1 > 0.05 ? 1 : 0)} frames a second`,
            video && (info.hasAudio ? 'with sound' : 'without sound'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {video && !exporting && (
        <>
          <label className="field">
            <span>Save as</span>
            <select
              value={container}
              onChange={(event) => setContainer(event.target.value as ExportChoice['container'])}
            >
              <option value="same">Like the original</option>
              <option value="mp4">MP4</option>
              <option value="webm">WebM</option>
            </select>
          </label>
          {info.hasAudio && (
            <Toggle
              label="Keep the sound"
              hint="Voices are not changed and may tell who speaks."
              checked={sound}
              onChange={setSound}
            />
          )}
        </>
      )}
      {exporting && progress ? (
        <div className="export" data-testid="export-progress" data-frames={progress.frames}>
          <progress max={1} value={video ? progress.share : undefined} aria-label="Export" />
          <p className="hint">
            {Math.round(progress.share * 100)} %
            {progress.left !== null && `, ${aboutTime(progress.left)} left`}
            {progress.speed !== null && `, ${progress.speed.toFixed(1)} × real time`}
            {progress.coveredWhole > 0 && `, ${progress.coveredWhole} covered whole`}
          </p>
          <button type="button" onClick={() => files.cancelExport()}>
            Cancel
          </button>
          <p className="hint">Mode and settings stay as they were when you began.</p>
        </div>
      ) : (
        <div className="buttons">
          <button
            type="button"
            className="primary"
            disabled={!info || activity === 'opening'}
            onClick={() => void files.export({ container, sound: sound && info?.hasAudio === true })}
          >
            {video ? 'Export the video' : 'Save the picture'}
          </button>
          <ChooseFile>Another file</ChooseFile>
          <button type="button" onClick={() => void session.start()}>
            Camera
          </button>
        </div>
      )}
      {problem && (
        <div className="notice" role="alert">
          <strong>{problem.title}.</strong> {problem.words}
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
          data-renderer={result.report.renderers.join(' ')}
        >
          <p>
            <strong>{result.name}</strong> is saved. {exportWords(result.report)}
          </p>
          <div className="buttons">
            <button type="button" className="chip" onClick={() => files.saveAgain()}>
              Save again
            </button>
            <button type="button" className="chip" onClick={() => files.saveReport()}>
              Save the report
            </button>
          </div>
        </div>
      )}
    </fieldset>
  );
}
