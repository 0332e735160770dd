import { useEffect, useRef } from 'react';
import { canChooseFolder, queue } from '../../session/queue.ts';
import { leftOf, outdatedOf, type QueuedFile } from '../../session/queue-state.ts';
import { useSession } from '../../session/store.ts';
import { count, i18n, params, useWords } from '../i18n.ts';
import { Problem, problemIn, words as problems } from '../Problem.tsx';
import { useChoice } from './choice.ts';
import { aboutTime, exportWords, words as timeWords } from './words.ts';

export const words = i18n('queue', {
  legend: params('{n} files'),
  waiting: 'waiting',
  working: 'being written',
  done: 'done',
  failed: 'failed',
  corrected: 'corrected',
  writeAll: count({ one: 'Anonymise {count} file', other: 'Anonymise {count} files' }),
  again: count({ one: 'Try {count} file again', other: 'Try {count} files again' }),
  cancel: 'Cancel',
  progress: 'All files',
  left: params('{done} of {all} done, {time} left'),
  counting: params('{done} of {all} done'),
  other: count({
    one: '{count} file was written with another mode or other settings.',
    other: '{count} files were written with another mode or other settings.',
  }),
  ended: params('{done} of {all} done, {failed} failed'),
  folder: 'Save into a folder',
  saved: count({ one: '{count} file saved', other: '{count} files saved' }),
  savedIn: params('{saved} in “{folder}”.'),
  zip: 'Save as ZIP',
  each: 'Save each',
  hint: 'Open each one to correct its covers first. Nothing is saved before you ask for it.',
});

/** Several files: what became of each, and what can be done with all of them. */
export function QueueCard() {
  const t = useWords(words);
  const times = useWords(timeWords);
  const state = useSession((all) => all.queue);
  const settings = useSession((all) => all.settings);
  const busy = useSession((all) => all.file?.activity === 'exporting' || all.file?.activity === 'opening');
  const choice = useChoice();
  const { files, current, progress, saved } = state;
  if (files.length === 0) {
    return null;
  }
  const left = leftOf(state);
  const outdated = outdatedOf(state, settings, choice).length;
  const todo = left.length + outdated;
  const done = files.length - left.length;
  const failed = left.filter(({ status }) => status === 'failed').length;
  const counts = { done, all: files.length };
  return (
    <fieldset className="card" data-testid="queue" data-done={done} data-running={progress !== null}>
      <legend>{t.legend({ n: files.length })}</legend>
      <ol className="queue">
        {files.map((file) => (
          <Row key={file.id} file={file} open={file.id === current} disabled={progress !== null || busy} />
        ))}
      </ol>
      {progress ? (
        <>
          <progress max={1} value={progress.share} aria-label={t.progress} />
          <p className="hint" role="status">
            {progress.left === null
              ? t.counting(counts)
              : t.left({ ...counts, time: aboutTime(progress.left, times) })}
          </p>
          <button type="button" onClick={() => queue.cancel()}>
            {t.cancel}
          </button>
        </>
      ) : (
        <>
          {failed > 0 && (
            <p className="hint" role="status">
              {t.ended({ ...counts, failed })}
            </p>
          )}
          {outdated > 0 && (
            <p className="hint" role="status">
              {t.other(outdated)}
            </p>
          )}
          <div className="buttons">
            {todo > 0 && (
              <button
                type="button"
                className={done === 0 ? 'primary' : undefined}
                disabled={busy}
                onClick={() => void queue.run(choice)}
              >
                {failed === todo ? t.again(failed) : t.writeAll(todo)}
              </button>
            )}
            {done > 0 && (
              <>
                {canChooseFolder() && (
                  <button type="button" className="primary" onClick={() => void queue.saveFolder()}>
                    {t.folder}
                  </button>
                )}
                <button
                  type="button"
                  className={canChooseFolder() ? undefined : 'primary'}
                  onClick={() => void queue.saveZip()}
                >
                  {t.zip}
                </button>
                <button type="button" onClick={() => queue.saveEach()}>
                  {t.each}
                </button>
              </>
            )}
          </div>
        </>
      )}
      {saved &&
        ('folder' in saved ? (
          <p className="hint" role="status" data-testid="queue-saved">
            {t.savedIn({ saved: t.saved(saved.files), folder: saved.folder })}
          </p>
        ) : (
          <div className="notice" role="alert">
            <Problem problem={saved} />
          </div>
        ))}
      {done === 0 && !progress && <p className="hint">{t.hint}</p>}
    </fieldset>
  );
}

function Row({
  file,
  open,
  disabled,
}: {
  readonly file: QueuedFile;
  readonly open: boolean;
  readonly disabled: boolean;
}) {
  const t = useWords(words);
  const times = useWords(timeWords);
  const p = useWords(problems);
  const { status, problem, result, path, history } = file;
  const said =
    problem && status === 'failed'
      ? problemIn(p, problem).title
      : result
        ? exportWords(result.report, times)
        : t[status];
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const list = row.current?.parentElement;
    if (status === 'working' && row.current && list) {
      // The list alone, so that the page stays where it is.
      list.scrollTop = row.current.offsetTop - list.offsetTop - list.clientHeight / 2;
    }
  }, [status]);
  return (
    <li ref={row} className={`queue-row ${status}`} data-status={status}>
      <button
        type="button"
        className="queue-name"
        aria-current={open}
        disabled={disabled}
        onClick={() => void queue.show(file.id)}
      >
        {path}
      </button>
      <span className="hint">
        {said}
        {history.present.edits.length > 0 && ` · ${t.corrected}`}
      </span>
    </li>
  );
}
