import { useState } from 'react';
import { type CountedShare, summariseStudy } from '../../metrics/study.ts';
import { modeEntry } from '../../session/modes.ts';
import { resultsCsv, studyCsv, studyJson } from '../../session/study/export.ts';
import { COUNTED_QUESTIONS, PAPER, type PaperResult } from '../../session/study/paper.ts';
import { deleteAnswers, discard, nextParticipant, useStudy } from '../../session/study/store.ts';
import { download } from '../download.ts';

/** What the answers come to, mode by mode, beside what the paper reports. */
export function Results() {
  const runs = useStudy((state) => state.runs);
  const goesOn = useStudy((state) => state.pictures.length > 0);
  const modes = [...new Set(runs.map((run) => run.mode))];
  const [asked, setAsked] = useState(false);
  return (
    <>
      {modes.map((mode) => (
        <ModeResults key={mode} mode={mode} />
      ))}
      {runs.length === 0 && <p className="notice">There are no answers yet.</p>}
      <div className="study-answers">
        {goesOn && (
          <button type="button" className="primary" onClick={nextParticipant}>
            Next participant
          </button>
        )}
        <button type="button" onClick={discard}>
          {goesOn ? 'Other pictures' : 'Back'}
        </button>
        {runs.length > 0 && (
          <>
            <button
              type="button"
              onClick={() => download('guise-study-results.csv', 'text/csv', resultsCsv(runs))}
            >
              Results as CSV
            </button>
            <button type="button" onClick={() => download('guise-study.csv', 'text/csv', studyCsv(runs))}>
              Answers as CSV
            </button>
            <button
              type="button"
              onClick={() => download('guise-study.json', 'application/json', studyJson(runs))}
            >
              All as JSON
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
                  Yes, delete all answers
                </button>
                <button type="button" className="quiet" onClick={() => setAsked(false)}>
                  Keep them
                </button>
              </>
            ) : (
              <button type="button" className="quiet" onClick={() => setAsked(true)}>
                Delete the answers
              </button>
            )}
          </>
        )}
      </div>
    </>
  );
}

function ModeResults({ mode }: { readonly mode: string }) {
  const runs = useStudy((state) => state.runs).filter((run) => run.mode === mode);
  const summary = summariseStudy(runs.flatMap((run) => run.answers));
  const drawn = runs.some((run) => run.source === 'drawn');
  return (
    <article className="card" data-testid={`study-results-${mode}`}>
      <h3>{labelOf(mode)}</h3>
      <p className="summary">
        {runs.length} {runs.length === 1 ? 'participant' : 'participants'}
        {drawn && '; some saw drawn people, which says nothing about real faces'}
      </p>
      <div className="table-scroll">
        <table className="study-table">
          <thead>
            <tr>
              <th scope="col">Question</th>
              <th scope="col">Here</th>
              <th scope="col">95 % interval</th>
              <th scope="col">In the paper</th>
            </tr>
          </thead>
          <tbody>
            {COUNTED_QUESTIONS.map((id) => (
              <Row key={id} share={summary[id]} paper={PAPER[id]} />
            ))}
          </tbody>
        </table>
      </div>
      {summary.guessing !== null && (
        <p className="summary">
          {summary.guessing < 0.05
            ? 'People did not just guess'
            : 'These answers could come from guessing alone'}{' '}
          (question 1: a guesser is as far from 50 % in {percent(summary.guessing)} of such studies).
        </p>
      )}
    </article>
  );
}

function Row(props: { readonly share: CountedShare; readonly paper: PaperResult }) {
  const { hits, trials, share, interval } = props.share;
  return (
    <tr>
      <th scope="row">{props.paper.question}</th>
      <td>{share === null ? 'not asked' : `${percent(share)} (${hits} of ${trials})`}</td>
      <td>{interval ? `${percent(interval.low)} to ${percent(interval.high)}` : '–'}</td>
      <td>{props.paper.words}</td>
    </tr>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function labelOf(mode: string): string {
  try {
    return modeEntry(mode as Parameters<typeof modeEntry>[0]).label;
  } catch {
    // Answers of another version may have a mode that this one does not know.
    return mode;
  }
}
