import { session } from '../../session/session.ts';
import { useSession } from '../../session/store.ts';
import { i18n, useWords } from '../i18n.ts';
import { noticeIn, words } from '../notice.ts';
import { SettingLink } from '../side/SettingLink.tsx';
import type { settingNames } from '../side/setting-names.ts';

export const trial = i18n('trial', {
  words: 'This is a drawn scene: nobody in it is real.',
  camera: 'Start the camera',
});

/** Said in the card of what is missing. */
const IN_A_CARD: readonly string[] = ['leak-unavailable', 'privacy-unavailable', 'actions-unavailable'];

/** Settings that help with it. */
const HELPED_BY: Readonly<Record<string, keyof typeof settingNames>> = {
  'detector-slow': 'size',
  'webgpu-missing': 'renderer',
};

/** What a person should know about how it goes. */
export function Notices() {
  const t = useWords(words);
  const drawn = useWords(trial);
  const onTrial = useSession((state) => state.trial && state.phase === 'live');
  const notices = useSession((state) => state.engine.notices);
  const shown = notices.filter(({ code }) => !IN_A_CARD.includes(code));
  return (
    <ul className="notices" aria-live="polite">
      {onTrial && (
        <li className="notice">
          {drawn.words}{' '}
          <button type="button" className="link" onClick={() => void session.start()}>
            {drawn.camera}
          </button>
        </li>
      )}
      {shown.map((notice) => {
        const setting = HELPED_BY[notice.code];
        return (
          <li key={notice.code} className="notice">
            {noticeIn(t, notice)} {setting && <SettingLink setting={setting} />}
          </li>
        );
      })}
    </ul>
  );
}
