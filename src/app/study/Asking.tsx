import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import {
  answerKnown,
  answerName,
  answerPair,
  answerTrust,
  discard,
  useStudy,
} from '../../session/study/store.ts';
import { i18n, params, useWords } from '../i18n.ts';

export const words = i18n('studyAsking', {
  leave: 'End without keeping the answers',
  pair: params('Question 1, pair {n} of {all}'),
  samePerson: 'Do these pictures show the same person?',
  pairsAnswered: 'Pairs answered',
  oneFace: 'A covered face',
  otherFace: 'Another covered face',
  same: 'The same',
  different: 'Two people',
  person: params('Question 2, person {n} of {all}'),
  who: 'Who is it?',
  peopleAnswered: 'People answered',
  name: 'Name',
  answer: 'Answer',
  cannotTell: 'I cannot tell',
  oneMore: 'Question 2, one thing more',
  known: 'Whom of these would you recognise in an ordinary picture?',
  none: 'None of them',
  goOn: 'Continue',
  third: 'Question 3',
  trust: 'Would you feel that your identity is protected if your face were covered like this?',
  yes: 'Yes',
  no: 'No',
  unsure: 'I am not sure',
});

/** One question at a time; no word about whether an answer was right. */
export function Asking() {
  const t = useWords(words);
  const step = useStudy((state) => state.step);
  return (
    <article className="card study-asking" data-testid="study-question" data-step={step}>
      {step === 'pairs' && <Pair />}
      {step === 'names' && <Name />}
      {step === 'known' && <Known />}
      {step === 'trust' && <Trust />}
      <button type="button" className="quiet study-leave" onClick={discard}>
        {t.leave}
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
  const t = useWords(words);
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
      <Question number={t.pair({ n: index + 1, all: pairs.length })}>{t.samePerson}</Question>
      <progress value={index} max={pairs.length} aria-label={t.pairsAnswered} />
      <div className="study-faces">
        <img src={pair.pictures[0].url} alt={t.oneFace} />
        <img src={pair.pictures[1].url} alt={t.otherFace} />
      </div>
      <div className="study-answers">
        <button type="button" onClick={() => answerPair('same')}>
          <kbd>←</kbd> {t.same}
        </button>
        <button type="button" onClick={() => answerPair('different')}>
          {t.different} <kbd>→</kbd>
        </button>
      </div>
    </>
  );
}

function Name() {
  const t = useWords(words);
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
      <Question number={t.person({ n: index + 1, all: names.length })}>{t.who}</Question>
      <progress value={index} max={names.length} aria-label={t.peopleAnswered} />
      <div className="study-faces">
        <img src={picture.url} alt={t.oneFace} />
      </div>
      <form
        className="study-answers"
        onSubmit={(event) => {
          event.preventDefault();
          answer(text);
        }}
      >
        <label htmlFor={id}>{t.name}</label>
        <input id={id} value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={text.trim() === ''}>
          {t.answer}
        </button>
        <button type="button" className="quiet" onClick={() => answer('')}>
          {t.cannotTell}
        </button>
      </form>
    </>
  );
}

function Known() {
  const t = useWords(words);
  const names = useStudy((state) => state.questions?.names ?? []);
  const [known, setKnown] = useState<readonly string[]>([]);
  return (
    <>
      <Question number={t.oneMore}>{t.known}</Question>
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
          {known.length === 0 ? t.none : t.goOn}
        </button>
      </div>
    </>
  );
}

function Trust() {
  const t = useWords(words);
  return (
    <>
      <Question number={t.third}>{t.trust}</Question>
      <div className="study-answers">
        <button type="button" onClick={() => answerTrust('yes')}>
          {t.yes}
        </button>
        <button type="button" onClick={() => answerTrust('no')}>
          {t.no}
        </button>
        <button type="button" className="quiet" onClick={() => answerTrust('unsure')}>
          {t.unsure}
        </button>
      </div>
    </>
  );
}
