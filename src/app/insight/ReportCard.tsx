import { sessionReport } from '../../session/report.ts';
import { download } from '../download.ts';

/** The session as a file of numbers. */
export function ReportCard() {
  return (
    <article className="card">
      <h3>Session report</h3>
      <p className="summary">
        Everything measured since you opened the page, with the settings in force, as one JSON file. It holds
        numbers only: no picture, no camera’s name, no address.
      </p>
      <button
        type="button"
        className="start"
        onClick={() =>
          download('guise-session.json', 'application/json', `${JSON.stringify(sessionReport(), null, 2)}\n`)
        }
      >
        Download the report
      </button>
    </article>
  );
}
