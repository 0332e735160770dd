import { type ReactNode, useId, useRef, useState } from 'react';
import { MODE_ENTRIES, type ModeId } from '../../session/modes.ts';
import { useSession } from '../../session/store.ts';
import { takeCameraPictures } from '../../session/study/camera.ts';
import { PAPER_NAMES, PAPER_PAIRS, shortOf } from '../../session/study/questions.ts';
import {
  addCameraPictures,
  begin,
  chooseMode,
  discard,
  drawPeople,
  showResults,
  takeFolder,
  useStudy,
} from '../../session/study/store.ts';

/** Where the pictures come from, how they are covered, and the start. */
export function Setup() {
  const step = useStudy((state) => state.step);
  const pictures = useStudy((state) => state.pictures);
  const runs = useStudy((state) => state.runs.length);
  return (
    <>
      <div className="study-setup">
        <article className="card">
          <h3>Three questions</h3>
          <ol className="plain">
            <li>
              Do these two pictures show the same person? Up to {PAPER_PAIRS} pairs of one person and as many
              of two.
            </li>
            <li>Who is it? Up to {PAPER_NAMES} people, one picture each.</li>
            <li>Would you trust it with your own face?</li>
          </ol>
          <p className="summary">
            As in the paper (section 5.5). Pictures are covered on this device before anybody sees them;
            pictures are not kept, answers stay here until you delete them, and nothing is sent.
          </p>
          {runs > 0 && (
            <button type="button" className="quiet start" onClick={showResults}>
              Results so far ({runs} {runs === 1 ? 'participant' : 'participants'})
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
  const mode = useStudy((state) => state.mode);
  const busy = useStudy((state) => state.step === 'preparing');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <article className="card">
      <h3>Pictures</h3>
      <p className="summary">Use pictures of people who agreed to it, or drawn people who are nobody.</p>
      <label className="study-mode" htmlFor={id}>
        <span>Covered by</span>
        <select
          id={id}
          value={mode}
          disabled={busy}
          onChange={(event) => chooseMode(event.target.value as ModeId)}
        >
          {MODE_ENTRIES.filter(({ choice }) => choice !== 'none').map(({ choice, label }) => (
            <option key={choice} value={choice}>
              {label}
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
        aria-label="Folder of pictures"
        // A folder at once; browsers that cannot take several files.
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          void takeFolder([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <div className="study-sources">
        <Source
          title="A folder"
          words="One sub-folder for each person, with their name."
          action={
            <button type="button" disabled={busy} onClick={() => input.current?.click()}>
              Choose a folder
            </button>
          }
        />
        <CameraSource busy={busy} />
        <Source
          title="Drawn people"
          words="Six people that Guise draws, to try the study out."
          action={
            <button type="button" disabled={busy} onClick={() => void drawPeople()}>
              Draw people
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
  const live = useSession((state) => state.phase === 'live');
  const pictures = useStudy((state) => state.pictures);
  const [name, setName] = useState('');
  const [words, setWords] = useState('');
  const [taking, setTaking] = useState(false);
  const id = useId();
  const take = async () => {
    const person = name.trim();
    setTaking(true);
    try {
      const taken = pictures.filter((picture) => picture.person === person).length;
      const fresh = await takeCameraPictures(person, taken, (done, of) =>
        setWords(`Picture ${done} of ${of}.`),
      );
      addCameraPictures(fresh);
      setName('');
      setWords(`${person} is in. The next one, please.`);
    } catch (error) {
      setWords((error as Error).message);
    } finally {
      setTaking(false);
    }
  };
  return (
    <Source
      title="The camera"
      words={
        live
          ? 'Covered as the picture is now. Say who sits there, then take four pictures.'
          : 'Start the camera first, in Picture. People come in front of it one after the other.'
      }
      action={
        <form
          className="study-camera"
          onSubmit={(event) => {
            event.preventDefault();
            void take();
          }}
        >
          <label htmlFor={id}>Name</label>
          <input
            id={id}
            value={name}
            disabled={!live || busy}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" disabled={!live || busy || taking || name.trim() === ''}>
            Take pictures
          </button>
          <p className="hint" role="status">
            {words}
          </p>
        </form>
      }
    />
  );
}

function Preparing() {
  const { done, of } = useStudy((state) => state.progress);
  return (
    <article className="card" aria-live="polite">
      <h3>Covering the pictures</h3>
      <progress value={done} max={Math.max(1, of)} aria-label="Pictures covered" />
      <p className="summary">
        {done} of {of}
      </p>
      <button type="button" className="quiet start" onClick={discard}>
        Cancel
      </button>
    </article>
  );
}

function Ready() {
  const pictures = useStudy((state) => state.pictures);
  const [participant, setParticipant] = useState('');
  const people = new Set(pictures.map((picture) => picture.person)).size;
  const id = useId();
  return (
    <article className="card" data-testid="study-ready" data-pictures={pictures.length} data-people={people}>
      <h3>Ready</h3>
      <p className="summary">
        {pictures.length} covered pictures of {people} people. It takes about five minutes; give the device to
        the participant.
      </p>
      <form
        className="study-begin"
        onSubmit={(event) => {
          event.preventDefault();
          begin(participant);
        }}
      >
        <label htmlFor={id}>Participant (optional)</label>
        <input
          id={id}
          value={participant}
          placeholder="A name or a number"
          onChange={(event) => setParticipant(event.target.value)}
        />
        <button type="submit" className="primary">
          Begin
        </button>
        <button type="button" className="quiet" onClick={discard}>
          Other pictures
        </button>
      </form>
    </article>
  );
}

/** What went wrong, and what was left out, by name. */
function Problems() {
  const problem = useStudy((state) => state.problem);
  const leftOut = useStudy((state) => state.leftOut);
  return (
    <>
      {problem && (
        <p className="notice" role="alert">
          {problem}
        </p>
      )}
      {leftOut.length > 0 && (
        <details className="card">
          <summary>
            {leftOut.length} {leftOut.length === 1 ? 'file was' : 'files were'} left out
          </summary>
          <ul className="plain">
            {leftOut.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
