import { useState } from 'react';
import { type CountedShare, summariseStudy } from '../../metrics/study.ts';
import { MODE_IDS, type ModeChoice } from '../../session/modes.ts';
import { resultsCsv, studyCsv, studyJson } from '../../session/study/export.ts';
import { COUNTED_QUESTIONS, type CountedQuestion, PAPER } from '../../session/study/paper.ts';
import { deleteAnswers, discard, nextParticipant, useStudy } from '../../session/study/store.ts';
import { download } from '../download.ts';
import { count, i18n, params, percent, useWords } from '../i18n.ts';
import { useModeWords } from '../mode-words.ts';

export const words = i18n('studyResults', {
  nothing: 'There are no answers yet.',
  next: 'Next participant',
  other: 'Other pictures',
  back: 'Back',
  results: 'Results as CSV',
  answers: 'Answers as CSV',
  all: 'All as JSON',
  confirm: 'Yes, delete all answers',
  keep: 'Keep them',
  remove: 'Delete the answers',
  participants: count({ one: 'One participant', other: '{count} participants' }),
  drawn: '; some saw drawn people, which says nothing about real faces',
  question: 'Question',
  here: 'Here',
  interval: '95 % interval',
  published: 'Ren, Lee and Ryoo 2018',
  notAsked: 'not asked',
  share: params('{share} ({hits} of {trials})'),
  range: params('{low} to {high}'),
  knew: params(
    'People did not just guess (question 1: a guesser is as far from 50 % in {share} of such studies).',
  ),
  guessed: params(
    'These answers could come from guessing alone (question 1: a guesser is as far from 50 % in {share} of such studies).',
  ),
});

/** What is asked, and what the study of 2018 found. */
export const paperWords = i18n(
  'studyPaper',
  Object.fromEntries(
    COUNTED_QUESTIONS.flatMap((id) => [
      [`${id}.question`, PAPER[id].question],
      [`${id}.words`, PAPER[id].words],
    ]),
  ),
);

/** What the answers come to, mode by mode, beside what Ren, Lee and Ryoo report. */
export function Results() {
  const t = useWords(words);
  const runs = useStudy((state) => state.runs);
  const goesOn = useStudy((state) => state.pictures.length > 0);
  const modes = [...new Set(runs.map((run) => run.mode))];
  const [asked, setAsked] = useState(false);
  return (
    <>
      {modes.map((mode) => (
        <ModeResults key={mode} mode={mode} />
      ))}
      {runs.length === 0 && <p className="notice">{t.nothing}</p>}
      <div className="study-answers">
        {goesOn && (
          <button type="button" className="primary" onClick={nextParticipant}>
            {t.next}
          </button>
        )}
        <button type="button" onClick={discard}>
          {goesOn ? t.other : t.back}
        </button>
        {runs.length > 0 && (
          <>
            <button
              type="button"
              onClick={() => download('guise-study-results.csv', 'text/csv', resultsCsv(runs))}
            >
              {t.results}
            </button>
            <button type="button" onClick={() => download('guise-study.csv', 'text/csv', studyCsv(runs))}>
              {t.answers}
            </button>
            <button
              type="button"
              onClick={() => download('guise-study.json', 'application/json', studyJson(runs))}
            >
              {t.all}
            </button>
            {asked ? (
              <>
                <button
                  type="button"
                  onClick={() => {
                    setAsked(false);
                    deleteAnswers();
                  }}
                >
                  {t.confirm}
                </button>
                <button type="button" className="quiet" onClick={() => setAsked(false)}>
                  {t.keep}
                </button>
              </>
            ) : (
              <button type="button" className="quiet" onClick={() => setAsked(true)}>
                {t.remove}
              </button>
            )}
          </>
        )}
      </div>
    </>
  );
}

function ModeResults({ mode }: { readonly mode: string }) {
  const t = useWords(words);
  const { label } = useModeWords();
  const runs = useStudy((state) => state.runs).filter((run) => run.mode === mode);
  const summary = summariseStudy(runs.flatMap((run) => run.answers));
  const drawn = runs.some((run) => run.source === 'drawn');
  return (
    <article className="card" data-testid={`study-results-${mode}`}>
      {/* Answers of another version may have a mode that this one does not know. */}
      <h3>{MODE_IDS.some((id) => id === mode) ? label(mode as ModeChoice) : mode}</h3>
      <p className="summary">
        {t.participants(runs.length)}
        {drawn && t.drawn}
      </p>
      <div className="table-scroll">
        <table className="study-table">
          <thead>
            <tr>
              <th scope="col">{t.question}</th>
              <th scope="col">{t.here}</th>
              <th scope="col">{t.interval}</th>
              <th scope="col">{t.published}</th>
            </tr>
          </thead>
          <tbody>
            {COUNTED_QUESTIONS.map((id) => (
              <Row key={id} id={id} share={summary[id]} />
            ))}
          </tbody>
        </table>
      </div>
      {summary.guessing !== null && (
        <p className="summary">
          {(summary.guessing < 0.05 ? t.knew : t.guessed)({ share: percent(summary.guessing) })}
        </p>
      )}
    </article>
  );
}

function Row(props: { readonly id: CountedQuestion; readonly share: CountedShare }) {
  const t = useWords(words);
  const published = useWords(paperWords);
  const { hits, trials, share, interval } = props.share;
  return (
    <tr>
      <th scope="row">{published[`${props.id}.question`]}</th>
      <td>{share === null ? t.notAsked : t.share({ share: percent(share), hits, trials })}</td>
      <td>{interval ? t.range({ low: percent(interval.low), high: percent(interval.high) }) : '–'}</td>
      <td>{published[`${props.id}.words`]}</td>
    </tr>
  );
}
