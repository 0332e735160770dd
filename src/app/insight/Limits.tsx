import { i18n, useWords } from '../i18n.ts';

/** What is and is not protected: `KEY` is the thing, `KEY.words` what there is to say about it. */
export const words = i18n('limits', {
  title: 'What this does and does not protect',
  covered: 'covered',
  partly: 'sometimes',
  bare: 'not covered',
  face: 'Face',
  'face.words':
    'Covered in every picture that Guise lets out, as strongly as the mode is strong. No detector finds every face: very small, turned over or hidden ones may be seen for some frames.',
  voice: 'Voice',
  'voice.words':
    'Not changed. A voice names a person as surely as a face. Mute it, or change it with another tool.',
  body: 'Body and hair',
  'body.words':
    'Height, build, hair, tattoos and hands stay as they are, and people who know you may know them. Stay out of the picture where that matters.',
  clothes: 'Clothes',
  'clothes.words':
    'The same jacket in another, uncovered video links the two. Wear something that you do not wear elsewhere.',
  gait: 'Gait and movement',
  'gait.words':
    'How somebody walks and gestures can be recognised, and is kept on purpose: it is what shows what people do.',
  room: 'Room',
  'room.words': 'A window’s view, a poster, a lamp can tell where you are. Choose a plain wall.',
  text: 'Text on screens and paper',
  'text.words': 'Name tags, letters, number plates and screens stay readable. Take them out of the picture.',
  photographs: 'Photographs and mirrors',
  'photographs.words':
    'A face on a wall or in a mirror is a face: it is covered when it is found, but often it is too small to be.',
  context: 'Context',
  'context.words':
    'When, where and with whom a video was made, and who sends it, can name you with every face covered. Guise cannot know these.',
});

const ROWS = [
  ['face', 'covered'],
  ['voice', 'bare'],
  ['body', 'bare'],
  ['clothes', 'bare'],
  ['gait', 'bare'],
  ['room', 'bare'],
  ['text', 'bare'],
  ['photographs', 'partly'],
  ['context', 'bare'],
] as const;

/** What is and is not protected, thing by thing, in plain words. */
export function Limits() {
  const t = useWords(words);
  return (
    <article className="card">
      <h3>{t.title}</h3>
      <dl className="limits">
        {ROWS.map(([what, state]) => (
          <div key={what}>
            <dt>
              {t[what]} <span className={`pill ${state}`}>{t[state]}</span>
            </dt>
            <dd>{t[`${what}.words`]}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
