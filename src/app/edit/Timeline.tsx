/** A video from beginning to end: who is in it when, where it is doubtful, covers by hand, and what is kept of it. */
import { useRef, useState } from 'react';
import {
  type BrushEdit,
  type CoverEdit,
  endCover,
  isShown,
  nextDoubt,
  type Person,
  setTrim,
  showOthers,
  togglePerson,
} from '../../session/corrections.ts';
import type { FileState } from '../../session/file-state.ts';
import { files } from '../../session/files.ts';
import { useSession } from '../../session/store.ts';
import { clock } from '../file/words.ts';
import { count, i18n, inDigits, params, useWords } from '../i18n.ts';
import { useRawSource } from './Before.tsx';

export const words = i18n('timeline', {
  title: 'Timeline',
  looking: params('Looking for faces: {n} %. People can be told apart when all of it was looked at.'),
  person: params('Person {n}'),
  stays: params('Person {n} stays visible'),
  visible: 'visible',
  covered: 'covered',
  only: 'Hide only this one',
  onlyOf: params('Hide only person {n}'),
  faces: 'Show who they are',
  next: count({ one: 'Next doubtful place ({count})', other: 'Next doubtful place ({count})' }),
  sure: 'No doubtful place.',
  doubtful: 'Doubtful',
  whole: 'Covered whole here',
  lost: 'A face is lost here, and covered where it must be',
  meeting: 'Two people meet here: who is who is not certain',
  unsure: 'This may be no face; it is covered',
  kept: 'Kept',
  stretch: params('{from} – {to} s'),
  start: 'Start of what is kept',
  end: 'End of what is kept',
  hand: params('Cover {n}'),
  from: 'Starts here',
  to: 'Ends here',
});

export function Timeline() {
  const t = useWords(words);
  const file = useSession((state) => state.file);
  const [faces, setFaces] = useState(false);
  const { info, overview, looked, history } = file ?? {};
  if (!file || info?.kind !== 'video' || !history) {
    return null;
  }
  if (!overview) {
    const share = Math.floor((100 * (looked ?? 0)) / Math.max(0.001, info.duration));
    return (
      <section className="timeline" aria-label={t.title} data-testid="timeline" data-ready={false}>
        <p className="hint">{t.looking({ n: Math.min(99, share) })}</p>
        <progress max={100} value={share} aria-label={t.title} />
      </section>
    );
  }
  const covers = history.present.edits.filter((edit) => edit.kind === 'cover' || edit.kind === 'brush');
  return (
    <section className="timeline" aria-label={t.title} data-testid="timeline" data-ready={true}>
      <div className="timeline-head">
        <Doubts file={file} />
        {overview.people.length > 0 && (
          <button type="button" className="chip" aria-pressed={faces} onClick={() => setFaces(!faces)}>
            {t.faces}
          </button>
        )}
      </div>
      <div className="timeline-rows">
        <Trim file={file} />
        <div className="timeline-row">
          <span>{t.doubtful}</span>
          <Track file={file}>
            {overview.doubts.map(({ kind, from, to }) => (
              <Bar
                key={`${kind} ${from}`}
                className="doubt"
                from={from}
                to={to}
                file={file}
                title={t[kind]}
              />
            ))}
          </Track>
        </div>
        {overview.people.map((person, i) => (
          <PersonRow key={person.id} person={person} n={i + 1} file={file} pictured={faces} />
        ))}
        {covers.map((cover, i) => (
          <CoverRow key={cover.id} cover={cover} n={i + 1} file={file} />
        ))}
      </div>
    </section>
  );
}

interface InFile {
  readonly file: FileState;
}

const durationOf = ({ info }: FileState) => Math.max(0.001, info?.duration ?? 0);

function Track({ file, children }: InFile & { readonly children: React.ReactNode }) {
  return (
    <div className="track">
      {children}
      <i className="playhead" style={{ left: `${(100 * file.position) / durationOf(file)}%` }} />
    </div>
  );
}

function Bar(
  props: InFile & {
    readonly className: string;
    readonly from: number;
    readonly to: number;
    readonly title?: string;
  },
) {
  const all = durationOf(props.file);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the slider above does the same with keys.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <i
      className={`bar-span ${props.className}`}
      title={props.title}
      style={{
        left: `${(100 * props.from) / all}%`,
        width: `max(3px, ${(100 * (props.to - props.from)) / all}%)`,
      }}
      onClick={() => void files.seek(props.from)}
    />
  );
}

/** Jumps from one doubtful place to the next, and says what is doubtful there. */
function Doubts({ file }: InFile) {
  const t = useWords(words);
  const doubts = file.overview?.doubts ?? [];
  const here = doubts.find(({ from, to }) => file.position >= from - 0.001 && file.position < to);
  if (doubts.length === 0) {
    return <p className="hint">{t.sure}</p>;
  }
  return (
    <>
      <button
        type="button"
        className="chip"
        disabled={file.activity !== 'still'}
        onClick={() => void files.seek(nextDoubt()?.from ?? 0)}
      >
        {t.next(doubts.length)}
      </button>
      {here && (
        <span className="hint" role="status">
          {t[here.kind]}
        </span>
      )}
    </>
  );
}

function PersonRow({
  person,
  n,
  file,
  pictured,
}: InFile & { readonly person: Person; readonly n: number; readonly pictured: boolean }) {
  const t = useWords(words);
  const shown = isShown(file, person);
  return (
    <div className="timeline-row" data-testid="person" data-shown={shown}>
      <span className="timeline-name">
        {pictured && <Portrait person={person} file={file} />}
        <button type="button" className="link" onClick={() => void files.seek(person.at)}>
          {t.person({ n })}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={shown}
          aria-label={t.stays({ n })}
          disabled={file.activity !== 'still'}
          onClick={() => togglePerson(person)}
        >
          {shown ? t.visible : t.covered}
        </button>
        {(file.overview?.people.length ?? 0) > 1 && (
          <button
            type="button"
            className="chip"
            aria-label={t.onlyOf({ n })}
            disabled={file.activity !== 'still'}
            onClick={() => showOthers(person)}
          >
            {t.only}
          </button>
        )}
      </span>
      <Track file={file}>
        {person.spans.map(({ from, to }) => (
          <Bar key={from} className={shown ? 'person shown' : 'person'} from={from} to={to} file={file} />
        ))}
      </Track>
    </div>
  );
}

/** Who it is, as the browser plays it: for whoever asked for it, on this page only. */
function Portrait({ person: { at, box }, file }: InFile & { readonly person: Person }) {
  const element = useRef<HTMLVideoElement>(null);
  useRawSource(element, at);
  const side = Math.max(box.width, box.height) * 1.4;
  const scale = 44 / side;
  const x = box.x + box.width / 2 - side / 2;
  const y = box.y + box.height / 2 - side / 2;
  return (
    <span className="portrait">
      <video
        ref={element}
        muted
        playsInline
        preload="auto"
        style={{
          width: (file.info?.width ?? 0) * scale,
          height: (file.info?.height ?? 0) * scale,
          transform: `translate(${-x * scale}px, ${-y * scale}px)`,
        }}
      />
    </span>
  );
}

function CoverRow({
  cover,
  n,
  file,
}: InFile & { readonly cover: CoverEdit | BrushEdit; readonly n: number }) {
  const t = useWords(words);
  const all = durationOf(file);
  return (
    <div className="timeline-row" data-testid="cover-row">
      <span className="timeline-name">
        {t.hand({ n })}
        <button type="button" className="chip" onClick={() => endCover(cover, 'from')}>
          {t.from}
        </button>
        <button type="button" className="chip" onClick={() => endCover(cover, 'to')}>
          {t.to}
        </button>
      </span>
      <Track file={file}>
        <Bar className="hand" from={cover.from ?? 0} to={cover.to ?? all} file={file} />
        {(cover.kind === 'cover' ? cover.keys : []).map(({ at }) => (
          <i key={at} className="key" style={{ left: `${(100 * at) / all}%` }} />
        ))}
      </Track>
    </div>
  );
}

/** Two handles: what lies outside of them is not in the file that is saved. */
function Trim({ file }: InFile) {
  const t = useWords(words);
  const all = durationOf(file);
  const { from, to } = file.history.present.trim ?? { from: 0, to: all };
  const handle = (end: 'from' | 'to', value: number) => (
    <input
      type="range"
      className="trim-handle"
      min={0}
      max={all}
      step={0.01}
      value={value}
      disabled={file.activity !== 'still'}
      aria-label={end === 'from' ? t.start : t.end}
      aria-valuetext={clock(value)}
      onChange={(event) => setTrim(end, Number(event.target.value))}
    />
  );
  return (
    <div className="timeline-row">
      <span>
        {t.kept}{' '}
        <output className="hint">{t.stretch({ from: inDigits(from, 1), to: inDigits(to, 1) })}</output>
      </span>
      <div className="track trim" data-testid="trim">
        <Bar className="kept" from={from} to={to} file={file} />
        {handle('from', from)}
        {handle('to', to)}
      </div>
    </div>
  );
}
