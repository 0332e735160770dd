import { type ReactNode, useId, useRef, useState } from 'react';
import { messageOf } from '../../base/errors.ts';
import { MODE_ENTRIES, type ModeId } from '../../session/modes.ts';
import { useSession } from '../../session/store.ts';
import { NobodyThere, takeCameraPictures } from '../../session/study/camera.ts';
import { PAPER_NAMES, PAPER_PAIRS, shortOf } from '../../session/study/questions.ts';
import { type LeftOut, MOST_PICTURES } from '../../session/study/sources.ts';
import {
  addCameraPictures,
  begin,
  chooseMode,
  discard,
  drawPeople,
  type StudyProblem,
  showResults,
  takeFolder,
  useStudy,
} from '../../session/study/store.ts';
import { count, i18n, params, useWords } from '../i18n.ts';
import { useModeWords } from '../mode-words.ts';

export const words = i18n('studySetup', {
  questions: 'Three questions',
  first: params(
    'Do these two pictures show the same person? Up to {n} pairs of one person and as many of two.',
  ),
  second: params('Who is it? Up to {n} people, one picture each.'),
  third: 'Would you trust it with your own face?',
  promise:
    'As in the study of Ren, Lee and Ryoo (2018, section 5.5). Pictures are covered on this device before anybody sees them; pictures are not kept, answers stay here until you delete them, and nothing is sent.',
  results: count({
    one: 'Results so far (one participant)',
    other: 'Results so far ({count} participants)',
  }),
  pictures: 'Pictures',
  whose: 'Use pictures of people who agreed to it, or drawn people who are nobody.',
  coveredBy: 'Covered by',
  folderLabel: 'Folder of pictures',
  folder: 'A folder',
  folderWords: 'One sub-folder for each person, with their name.',
  chooseFolder: 'Choose a folder',
  drawn: 'Drawn people',
  drawnWords: 'Six people that Guise draws, to try the study out.',
  draw: 'Draw people',
  taken: params('Picture {n} of {all}.'),
  isIn: params('{name} is in. The next one, please.'),
  camera: 'The camera',
  cameraLive: 'Covered as the picture is now. Say who sits there, then take four pictures.',
  cameraOff: 'Start the camera first, under Live. People come in front of it one after the other.',
  name: 'Name',
  take: 'Take pictures',
  covering: 'Covering the pictures',
  covered: 'Pictures covered',
  done: params('{n} of {all}'),
  cancel: 'Cancel',
  ready: 'Ready',
  readyWords: params(
    '{n} covered pictures of {people} people. It takes about five minutes; give the device to the participant.',
  ),
  participant: 'Participant (optional)',
  nameOrNumber: 'A name or a number',
  begin: 'Begin',
  other: 'Other pictures',
  leftOut: count({ one: '1 file was left out', other: '{count} files were left out' }),
  fewPeople: 'A study needs pictures of at least two people.',
  fewPictures: 'A study needs at least two pictures of one of the people.',
  folderHint:
    'Put the pictures of each person into a folder that has their name, and choose the folder that holds these.',
  fellBack: params('Some faces were covered by {used} instead of {mode}.'),
  failed: params('The pictures could not be covered ({why}). Try again, or reload the page.'),
  nobody: 'No face was covered for a while. Start the camera, sit in front of it, then try again.',
  isNoPicture: 'not a picture',
  isNobodys: 'neither its folder nor its name says who it is',
  isTooMany: params('the study has {n} pictures already'),
  hasNoFace: 'no face was found in it',
});

/** Where the pictures come from, how they are covered, and the start. */
export function Setup() {
  const t = useWords(words);
  const step = useStudy((state) => state.step);
  const pictures = useStudy((state) => state.pictures);
  const runs = useStudy((state) => state.runs.length);
  return (
    <>
      <div className="study-setup">
        <article className="card">
          <h3>{t.questions}</h3>
          <ol className="plain">
            <li>{t.first({ n: PAPER_PAIRS })}</li>
            <li>{t.second({ n: PAPER_NAMES })}</li>
            <li>{t.third}</li>
          </ol>
          <p className="summary">{t.promise}</p>
          {runs > 0 && (
            <button type="button" className="quiet start" onClick={showResults}>
              {t.results(runs)}
            </button>
          )}
        </article>
        <Sources />
      </div>
      {step === 'preparing' && <Preparing />}
      {(step === 'ready' || (pictures.length > 0 && !shortOf(pictures))) && step !== 'preparing' && <Ready />}
      <Problems />
    </>
  );
}

function Sources() {
  const t = useWords(words);
  const { label: labelOf } = useModeWords();
  const mode = useStudy((state) => state.mode);
  const busy = useStudy((state) => state.step === 'preparing');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <article className="card">
      <h3>{t.pictures}</h3>
      <p className="summary">{t.whose}</p>
      <label className="study-mode" htmlFor={id}>
        <span>{t.coveredBy}</span>
        <select
          id={id}
          value={mode}
          disabled={busy}
          onChange={(event) => chooseMode(event.target.value as ModeId)}
        >
          {MODE_ENTRIES.filter(({ choice }) => choice !== 'none').map(({ choice }) => (
            <option key={choice} value={choice}>
              {labelOf(choice)}
            </option>
          ))}
        </select>
      </label>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/*"
        aria-label={t.folderLabel}
        // A folder at once; browsers that cannot take several files.
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          void takeFolder([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <div className="study-sources">
        <Source
          title={t.folder}
          words={t.folderWords}
          action={
            <button type="button" disabled={busy} onClick={() => input.current?.click()}>
              {t.chooseFolder}
            </button>
          }
        />
        <CameraSource busy={busy} />
        <Source
          title={t.drawn}
          words={t.drawnWords}
          action={
            <button type="button" disabled={busy} onClick={() => void drawPeople()}>
              {t.draw}
            </button>
          }
        />
      </div>
    </article>
  );
}

function Source(props: { readonly title: string; readonly words: string; readonly action: ReactNode }) {
  return (
    <section className="study-source">
      <h4>{props.title}</h4>
      <p className="hint">{props.words}</p>
      {props.action}
    </section>
  );
}

/** Pictures of consenting people, one after the other, from the camera's safe frames. */
function CameraSource({ busy }: { readonly busy: boolean }) {
  const t = useWords(words);
  const live = useSession((state) => state.phase === 'live');
  const pictures = useStudy((state) => state.pictures);
  const [name, setName] = useState('');
  const [said, setSaid] = useState('');
  const [taking, setTaking] = useState(false);
  const id = useId();
  const take = async () => {
    const person = name.trim();
    setTaking(true);
    try {
      const taken = pictures.filter((picture) => picture.person === person).length;
      const fresh = await takeCameraPictures(person, taken, (done, of) =>
        setSaid(t.taken({ n: done, all: of })),
      );
      addCameraPictures(fresh);
      setName('');
      setSaid(t.isIn({ name: person }));
    } catch (error) {
      setSaid(error instanceof NobodyThere ? t.nobody : messageOf(error));
    } finally {
      setTaking(false);
    }
  };
  return (
    <Source
      title={t.camera}
      words={live ? t.cameraLive : t.cameraOff}
      action={
        <form
          className="study-camera"
          onSubmit={(event) => {
            event.preventDefault();
            void take();
          }}
        >
          <label htmlFor={id}>{t.name}</label>
          <input
            id={id}
            value={name}
            disabled={!live || busy}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" disabled={!live || busy || taking || name.trim() === ''}>
            {t.take}
          </button>
          <p className="hint" role="status">
            {said}
          </p>
        </form>
      }
    />
  );
}

function Preparing() {
  const t = useWords(words);
  const { done, of } = useStudy((state) => state.progress);
  return (
    <article className="card" aria-live="polite">
      <h3>{t.covering}</h3>
      <progress value={done} max={Math.max(1, of)} aria-label={t.covered} />
      <p className="summary">{t.done({ n: done, all: of })}</p>
      <button type="button" className="quiet start" onClick={discard}>
        {t.cancel}
      </button>
    </article>
  );
}

function Ready() {
  const t = useWords(words);
  const pictures = useStudy((state) => state.pictures);
  const [participant, setParticipant] = useState('');
  const people = new Set(pictures.map((picture) => picture.person)).size;
  const id = useId();
  return (
    <article className="card" data-testid="study-ready" data-pictures={pictures.length} data-people={people}>
      <h3>{t.ready}</h3>
      <p className="summary">{t.readyWords({ n: pictures.length, people })}</p>
      <form
        className="study-begin"
        onSubmit={(event) => {
          event.preventDefault();
          begin(participant);
        }}
      >
        <label htmlFor={id}>{t.participant}</label>
        <input
          id={id}
          value={participant}
          placeholder={t.nameOrNumber}
          onChange={(event) => setParticipant(event.target.value)}
        />
        <button type="submit" className="primary">
          {t.begin}
        </button>
        <button type="button" className="quiet" onClick={discard}>
          {t.other}
        </button>
      </form>
    </article>
  );
}

/** What went wrong, and what was left out, by name. */
function Problems() {
  const t = useWords(words);
  const { label: labelOf } = useModeWords();
  const problems = useStudy((state) => state.problems);
  const leftOut = useStudy((state) => state.leftOut);
  const said = (problem: StudyProblem): string => {
    switch (problem.code) {
      case 'few-people':
        return t.fewPeople;
      case 'few-pictures':
        return t.fewPictures;
      case 'folder-hint':
        return t.folderHint;
      case 'fell-back':
        return t.fellBack({ used: problem.used.join(', '), mode: labelOf(problem.mode) });
      case 'failed':
        return t.failed({ why: problem.why });
    }
  };
  const reasons: Readonly<Record<Exclude<LeftOut['why'], 'refused'>, string>> = {
    'no-picture': t.isNoPicture,
    'no-name': t.isNobodys,
    full: t.isTooMany({ n: MOST_PICTURES }),
    'no-face': t.hasNoFace,
  };
  return (
    <>
      {problems.length > 0 && (
        <p className="notice" role="alert">
          {problems.map(said).join(' ')}
        </p>
      )}
      {leftOut.length > 0 && (
        <details className="card">
          <summary>{t.leftOut(leftOut.length)}</summary>
          <ul className="plain">
            {leftOut.map(({ file, why, words: refusal }) => (
              <li key={file}>
                {file}: {why === 'refused' ? refusal : reasons[why]}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
