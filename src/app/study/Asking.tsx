import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import {
  answerKnown,
  answerName,
  answerPair,
  answerTrust,
  discard,
  useStudy,
} from '../../session/study/store.ts';

/** One question at a time; no word about whether an answer was right. */
export function Asking() {
  const step = useStudy((state) => state.step);
  return (
    <article className="card study-asking" data-testid="study-question" data-step={step}>
      {step === 'pairs' && <Pair />}
      {step === 'names' && <Name />}
      {step === 'known' && <Known />}
      {step === 'trust' && <Trust />}
      <button type="button" className="quiet study-leave" onClick={discard}>
        End without keeping the answers
      </button>
    </article>
  );
}

/** The question takes the focus when it changes, so that a screen reader reads it out. */
function Question({ number, children }: { readonly number: string; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number is what tells questions apart.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [number]);
  return (
    <>
      <p className="hint">{number}</p>
      <h3 ref={heading} tabIndex={-1}>
        {children}
      </h3>
    </>
  );
}

function Pair() {
  const index = useStudy((state) => state.index);
  const pairs = useStudy((state) => state.questions?.pairs ?? []);
  const pair = pairs[index];
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        answerPair(event.key === 'ArrowLeft' ? 'same' : 'different');
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  if (!pair) {
    return null;
  }
  return (
    <>
      <Question number={`Question 1, pair ${index + 1} of ${pairs.length}`}>
        Do these pictures show the same person?
      </Question>
      <progress value={index} max={pairs.length} aria-label="Pairs answered" />
      <div className="study-faces">
        <img src={pair.pictures[0].url} alt="A covered face" />
        <img src={pair.pictures[1].url} alt="Another covered face" />
      </div>
      <div className="study-answers">
        <button type="button" onClick={() => answerPair('same')}>
          <kbd>←</kbd> The same
        </button>
        <button type="button" onClick={() => answerPair('different')}>
          Two people <kbd>→</kbd>
        </button>
      </div>
    </>
  );
}

function Name() {
  const index = useStudy((state) => state.index);
  const names = useStudy((state) => state.questions?.names ?? []);
  const [text, setText] = useState('');
  const id = useId();
  const picture = names[index];
  if (!picture) {
    return null;
  }
  const answer = (name: string) => {
    setText('');
    answerName(name);
  };
  return (
    <>
      <Question number={`Question 2, person ${index + 1} of ${names.length}`}>Who is it?</Question>
      <progress value={index} max={names.length} aria-label="People answered" />
      <div className="study-faces">
        <img src={picture.url} alt="A covered face" />
      </div>
      <form
        className="study-answers"
        onSubmit={(event) => {
          event.preventDefault();
          answer(text);
        }}
      >
        <label htmlFor={id}>Name</label>
        <input id={id} value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={text.trim() === ''}>
          Answer
        </button>
        <button type="button" className="quiet" onClick={() => answer('')}>
          I cannot tell
        </button>
      </form>
    </>
  );
}

function Known() {
  const names = useStudy((state) => state.questions?.names ?? []);
  const [known, setKnown] = useState<readonly string[]>([]);
  return (
    <>
      <Question number="Question 2, one thing more">
        Whom of these would you recognise in an ordinary picture?
      </Question>
      <ul className="study-known">
        {names
          .map(({ person }) => person)
          .sort((a, b) => a.localeCompare(b))
          .map((person) => (
            <li key={person}>
              <label>
                <input
                  type="checkbox"
                  checked={known.includes(person)}
                  onChange={(event) =>
                    setKnown(
                      event.target.checked ? [...known, person] : known.filter((other) => other !== person),
                    )
                  }
                />
                {person}
              </label>
            </li>
          ))}
      </ul>
      <div className="study-answers">
        <button type="button" className="primary" onClick={() => answerKnown(known)}>
          {known.length === 0 ? 'None of them' : 'Go on'}
        </button>
      </div>
    </>
  );
}

function Trust() {
  return (
    <>
      <Question number="Question 3">
        Would you feel that your identity is protected if your face were covered like this?
      </Question>
      <div className="study-answers">
        <button type="button" onClick={() => answerTrust('yes')}>
          Yes
        </button>
        <button type="button" onClick={() => answerTrust('no')}>
          No
        </button>
        <button type="button" className="quiet" onClick={() => answerTrust('unsure')}>
          I am not sure
        </button>
      </div>
    </>
  );
}
