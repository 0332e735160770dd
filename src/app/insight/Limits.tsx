const STATES = { covered: 'covered', partly: 'sometimes', bare: 'not covered' } as const;

const ROWS: readonly {
  readonly what: string;
  readonly state: keyof typeof STATES;
  readonly words: string;
}[] = [
  {
    what: 'Face',
    state: 'covered',
    words:
      'Covered in every picture that Guise lets out, as strongly as the mode is strong. No detector finds every face: very small, turned over or hidden ones may be seen for some frames.',
  },
  {
    what: 'Voice',
    state: 'bare',
    words:
      'Not changed. A voice names a person as surely as a face. Mute it, or change it with another tool.',
  },
  {
    what: 'Body and hair',
    state: 'bare',
    words:
      'Height, build, hair, tattoos and hands stay as they are, and whoever knows you may know them. Stay out of the picture where that matters.',
  },
  {
    what: 'Clothes',
    state: 'bare',
    words:
      'The same jacket in another, uncovered video links the two. Wear something that you do not wear elsewhere.',
  },
  {
    what: 'Gait and movement',
    state: 'bare',
    words:
      'How somebody walks and gestures can be recognised, and is kept on purpose: it is what shows what people do.',
  },
  {
    what: 'Room',
    state: 'bare',
    words: 'A window’s view, a poster, a lamp can tell where you are. Choose a plain wall.',
  },
  {
    what: 'Text on screens and paper',
    state: 'bare',
    words: 'Name tags, letters, number plates and screens stay readable. Take them out of the picture.',
  },
  {
    what: 'Photographs and mirrors',
    state: 'partly',
    words:
      'A face on a wall or in a mirror is a face: it is covered when it is found, but often it is too small to be.',
  },
  {
    what: 'Context',
    state: 'bare',
    words:
      'When, where and with whom a video was made, and who sends it, can name you with every face covered. Guise cannot know these.',
  },
];

/** What is and is not protected, thing by thing, in plain words. */
export function Limits() {
  return (
    <article className="card">
      <h3>What this does and does not protect</h3>
      <dl className="limits">
        {ROWS.map(({ what, state, words }) => (
          <div key={what}>
            <dt>
              {what} <span className={`pill ${state}`}>{STATES[state]}</span>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
