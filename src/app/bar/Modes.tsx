import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { COMPARED_MODES, MAIN_MODES, type ModeChoice } from '../../session/modes.ts';
import { session } from '../../session/session.ts';
import { setMode, useSession } from '../../session/store.ts';
import { i18n, useWords } from '../i18n.ts';
import { levelOf, useModeWords } from '../mode-words.ts';

export const words = i18n('modeBar', {
  legend: 'How faces are covered',
  compare: 'Compare',
  compareHint:
    'Methods that research compares itself with. They look private, but software can often undo or see through them.',
});

/** The modes as small pictures of the very frame, covered in each. */
export function Modes() {
  const t = useWords(words);
  const chosen = useSession((state) => state.settings.views[0]?.mode ?? 'mask');
  const compared = COMPARED_MODES.some(({ choice }) => choice === chosen);
  const [open, setOpen] = useState(false);
  const more = useId();
  const shown = open || compared;
  const weak = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) {
      // On a phone they open beyond the edge: two of them are drawn into sight.
      weak.current?.children[1]?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    }
  }, [open]);
  return (
    <fieldset className="modes">
      <legend className="visually-hidden">{t.legend}</legend>
      <div className="modes-strip">
        {MAIN_MODES.map(({ choice }) => (
          <Mode key={choice} choice={choice} chosen={choice === chosen} />
        ))}
        <button
          type="button"
          className="compare"
          aria-expanded={shown}
          aria-controls={more}
          disabled={compared}
          onClick={() => setOpen(!open)}
        >
          {t.compare}
        </button>
        <div className="modes-compared" id={more} ref={weak} hidden={!shown}>
          {COMPARED_MODES.map(({ choice }) => (
            <Mode key={choice} choice={choice} chosen={choice === chosen} />
          ))}
        </div>
      </div>
      {shown && <p className="hint modes-hint">{t.compareHint}</p>}
    </fieldset>
  );
}

function Mode({ choice, chosen }: { readonly choice: ModeChoice; readonly chosen: boolean }) {
  const { label, level } = useModeWords();
  const mirror = useSession((state) => state.preferences.mirror && state.source === 'camera');
  const levelId = useId();
  const attach = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      session.attachThumbnail(choice, canvas);
      return () => session.attachThumbnail(choice, null);
    },
    [choice],
  );
  return (
    <label className="mode">
      <input
        type="radio"
        name="mode"
        value={choice}
        aria-label={label(choice)}
        aria-describedby={levelId}
        checked={chosen}
        onChange={() => setMode(0, choice)}
      />
      <span className={mirror ? 'thumbnail mirrored' : 'thumbnail'} aria-hidden="true">
        <Face />
        <canvas ref={attach} width={160} height={100} />
      </span>
      <span className="mode-name">{label(choice)}</span>
      <span className={`level level-${levelOf(choice)}`} id={levelId}>
        {level(choice)}
      </span>
    </label>
  );
}

/** Stands where no picture is yet. */
function Face() {
  return (
    <svg viewBox="0 0 48 30" aria-hidden="true" className="thumbnail-face">
      <circle cx="24" cy="13" r="8" />
      <path d="M9 30c1-6 7-8 15-8s14 2 15 8" />
    </svg>
  );
}
