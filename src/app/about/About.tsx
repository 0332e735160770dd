/** How it works, on one page, and who stands behind it. Loaded when it is first opened. */
import { version } from '../../../package.json';
import { i18n, params, useWords } from '../i18n.ts';
import { Limits } from '../insight/Limits.tsx';
import { ViewHeading } from '../ViewHeading.tsx';
import '../styles/insight.css';
import '../styles/about.css';

export const words = i18n('about', {
  title: 'How it works',
  lead: 'Every picture goes through the same four steps, on this device. None is left out, and none is shown before the last.',
  camera: 'Camera, video or picture',
  find: 'Find every face',
  follow: 'Follow it',
  cover: 'Cover it',
  check: 'Check',
  shown: 'Shown, saved, recorded',
  whole: 'In doubt: everything covered',
  drawing:
    'The way of a picture: from the camera to finding faces, following them, covering them, and checking; then it is shown. If any step fails, the whole picture is covered instead.',
  findWords:
    'A small network looks at the whole of every picture. Nothing is skipped to be faster; a slow device shows fewer pictures.',
  followWords: 'A face that was there and is missed for a moment stays covered where it must be by now.',
  coverWords:
    'The cover is drawn over the pixels themselves. There is no layer that could be taken off afterwards.',
  checkWords:
    'Only a picture whose faces were covered by this very run may reach the screen, a file or a recording. Anything else is covered whole.',
  aboutTitle: 'About',
  version: params('Guise {version}, Apache License 2.0.'),
  source:
    'The program, its networks and how they were trained and measured are in its source; this page is built from it and loads nothing from anywhere else.',
  licences: 'Licences of all its parts',
  leakTitle: 'Report a leak',
  leak: 'Did you see a face that should have been covered? Please tell those who gave you this page, or follow SECURITY.md in the source: what you saw, in which mode and browser, and the session report from Insight, which holds numbers only. Do not send the picture.',
});

const STEPS = ['find', 'follow', 'cover', 'check'] as const;

export default function About() {
  const t = useWords(words);
  return (
    <main className="page about" id="content">
      <ViewHeading>{t.title}</ViewHeading>
      <p className="lead">{t.lead}</p>
      <article className="card">
        <Drawing />
        <ol className="steps">
          {STEPS.map((step) => (
            <li key={step}>
              <strong>{t[step]}.</strong> {t[`${step}Words`]}
            </li>
          ))}
        </ol>
      </article>
      <Limits />
      <div className="page-pair">
        <article className="card">
          <h3>{t.aboutTitle}</h3>
          <p>{t.version({ version })}</p>
          <p>{t.source}</p>
          <p>
            <a href="/licences.txt">{t.licences}</a>
          </p>
        </article>
        <article className="card">
          <h3>{t.leakTitle}</h3>
          <p>{t.leak}</p>
        </article>
      </div>
    </main>
  );
}

/** The way of a picture. On narrow screens it runs downwards. */
function Drawing() {
  const t = useWords(words);
  return (
    <figure className="way" role="img" aria-label={t.drawing}>
      <span className="way-end">{t.camera}</span>
      {STEPS.map((step) => (
        <span key={step} className="way-step">
          {t[step]}
        </span>
      ))}
      <span className="way-end safe">{t.shown}</span>
      <span className="way-doubt">{t.whole}</span>
    </figure>
  );
}
