import { useState } from 'react';
import { takeUpdate } from '../../session/offline.ts';
import { countRequests, type Requests } from '../../session/requests.ts';
import { useSession } from '../../session/store.ts';
import { count, i18n, params, useWords } from '../i18n.ts';

export const words = i18n('protection', {
  title: 'What this does and does not protect',
  stays: 'Your picture stays on this device.',
  staysWords: 'Nothing is uploaded; the page talks to no other server.',
  doubt: 'When in doubt, everything is covered:',
  doubtWords:
    'before the detector is ready, when no face is found, when a face is lost, when anything fails.',
  not: 'Not protected:',
  notWords:
    'your voice, body, clothes, gait and room can tell who you are as well. No detector finds every face.',
  sealed: 'The network seal is on.',
  unsealed: 'The network seal comes on when everything is loaded.',
  sealWords:
    'It keeps this page from connecting anywhere until you reload it. It does not cover peer-to-peer connections or going to another page, and the engine’s worker follows its own rule: this site only.',
  offline: 'Works without a network.',
  offlineWords: 'Everything the page needs is kept on this device.',
  update: 'A newer version is here.',
  updateWords: 'It is used the next time you open the page; nothing changes while you are in it.',
  reload: 'Reload with it',
  seeRequests: 'See for yourself.',
  elsewhere: count({
    one: '{count} request to another server.',
    other: '{count} requests to other servers.',
  }),
  here: params('{n} to this site, for the program itself.'),
  since: params('{n} since the picture began.'),
});

/** What the page promises, and what it does not: in plain words. */
export function Protection() {
  const t = useWords(words);
  const sealed = useSession((state) => state.sealed);
  const offline = useSession((state) => state.offline);
  return (
    <article className="card wide">
      <h2>{t.title}</h2>
      <ul className="plain">
        <li>
          <strong>{t.stays}</strong> {t.staysWords} <RequestCount />
        </li>
        <li>
          <strong>{t.doubt}</strong> {t.doubtWords}
        </li>
        <li>
          <strong>{t.not}</strong> {t.notWords}
        </li>
        <li>
          <strong>{sealed ? t.sealed : t.unsealed}</strong> {t.sealWords}
        </li>
        {(offline === 'ready' || offline === 'update-waiting') && (
          <li data-testid="offline" data-offline={offline}>
            {offline === 'ready' ? (
              <>
                <strong>{t.offline}</strong> {t.offlineWords}
              </>
            ) : (
              <>
                <strong>{t.update}</strong> {t.updateWords}{' '}
                <button type="button" className="quiet" onClick={() => void takeUpdate()}>
                  {t.reload}
                </button>
              </>
            )}
          </li>
        )}
      </ul>
    </article>
  );
}

/** The promise can be looked at: what the browser counted, not what the page claims. */
export function RequestCount() {
  const t = useWords(words);
  const [requests, setRequests] = useState<Requests | null>(null);
  return (
    <>
      <button type="button" className="link" onClick={() => setRequests(countRequests())}>
        {t.seeRequests}
      </button>{' '}
      {requests && (
        <output
          className="requests"
          data-testid="requests"
          data-elsewhere={requests.elsewhere}
          data-here={requests.here}
        >
          {t.elsewhere(requests.elsewhere)} {t.here({ n: requests.here })}{' '}
          {requests.sinceStart !== null && t.since({ n: requests.sinceStart })}
        </output>
      )}
    </>
  );
}
