import { MODE_ENTRIES } from '../../session/modes.ts';
import { i18n, useWords } from '../i18n.ts';
import { levelOf, useModeWords } from '../mode-words.ts';

export const words = i18n('strengths', { title: 'How well each mode hides you' });

/** How well each mode hides a person, and how that is known. */
export function ModeStrengths() {
  const t = useWords(words);
  const { label, say, level } = useModeWords();
  return (
    <article className="card">
      <h3>{t.title}</h3>
      <dl className="mode-strengths">
        {MODE_ENTRIES.map(
          ({ choice, meta }) =>
            meta && (
              <div key={choice}>
                <dt>
                  {label(choice)} <span className={`pill level-${levelOf(choice)}`}>{level(choice)}</span>
                </dt>
                <dd>
                  <p>{say(choice, 'strength')}</p>
                  <p className="hint">{meta.strength.source}</p>
                </dd>
              </div>
            ),
        )}
      </dl>
    </article>
  );
}
