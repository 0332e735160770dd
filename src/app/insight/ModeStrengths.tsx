import { MODE_ENTRIES } from '../../session/modes.ts';

/** How well each mode hides a person, and how that is known. */
export function ModeStrengths() {
  return (
    <article className="card">
      <h3>How well each mode hides you</h3>
      <dl className="mode-strengths">
        {MODE_ENTRIES.filter(({ choice }) => choice !== 'none').map(({ choice, label, summary, meta }) => (
          <div key={choice}>
            <dt>
              {label}{' '}
              <span className={`pill level-${meta?.strength.level ?? 'off'}`}>
                {meta?.strength.level ?? 'not in this version'}
              </span>
            </dt>
            <dd>
              <p>{meta ? meta.strength.words : summary}</p>
              {meta && <p className="hint">{meta.strength.source}</p>}
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
