import { session } from '../../session/session.ts';
import { focusRunButton } from '../bar/Actions.tsx';
import { askForFiles } from '../file/FileInput.tsx';
import { i18n, useWords } from '../i18n.ts';
import { RequestCount } from '../side/Protection.tsx';

export const words = i18n('intro', {
  title: 'Your camera, without your face',
  promise: 'Everything happens on this device, and nothing leaves it.',
  doubt: 'When Guise is not sure, it covers the whole picture.',
  start: 'Start the camera',
  trial: 'Try it without a camera',
  choose: 'Choose a video or picture',
  drop: 'You can also drop a file here, or paste one.',
  hidden: 'What is hidden',
  face: 'Face',
  voice: 'Voice',
  hair: 'Hair',
  clothes: 'Clothes',
  room: 'Room',
  yes: 'hidden',
  no: 'not hidden',
});

const THINGS = ['face', 'voice', 'hair', 'clothes', 'room'] as const;

/** The first screen: what is hidden and what is not, and three ways to begin. */
export function Intro() {
  const t = useWords(words);
  const begin = (start: () => Promise<void>) => {
    // The button that was pressed goes away with this screen.
    focusRunButton();
    void start();
  };
  return (
    <div className="intro">
      <h2>{t.title}</h2>
      <p className="intro-promise">
        {t.promise} <RequestCount /> {t.doubt}
      </p>
      <table className="intro-table">
        <caption className="visually-hidden">{t.hidden}</caption>
        <tbody>
          {THINGS.map((thing) => (
            <tr key={thing} className={thing === 'face' ? 'yes' : 'no'}>
              <th scope="row">{t[thing]}</th>
              <td>{thing === 'face' ? t.yes : t.no}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="intro-ways">
        <button type="button" className="primary" onClick={() => begin(() => session.start())}>
          {t.start}
        </button>
        <button type="button" onClick={askForFiles}>
          {t.choose}
        </button>
        <button type="button" onClick={() => begin(() => session.startTrial())}>
          {t.trial}
        </button>
      </div>
      <p className="hint intro-drop">{t.drop}</p>
    </div>
  );
}
