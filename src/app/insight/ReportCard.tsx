import { sessionReport } from '../../session/report.ts';
import { download } from '../download.ts';
import { i18n, useWords } from '../i18n.ts';

export const words = i18n('report', {
  title: 'Session report',
  what: 'Everything measured since you opened the page, with the settings in force, as one JSON file. It holds numbers only: no picture, no camera’s name, no address.',
  download: 'Download the report',
});

/** The session as a file of numbers. */
export function ReportCard() {
  const t = useWords(words);
  return (
    <article className="card">
      <h3>{t.title}</h3>
      <p className="summary">{t.what}</p>
      <button
        type="button"
        className="start"
        onClick={() =>
          download('guise-session.json', 'application/json', `${JSON.stringify(sessionReport(), null, 2)}\n`)
        }
      >
        {t.download}
      </button>
    </article>
  );
}
