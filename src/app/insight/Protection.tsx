import type { ReactNode } from 'react';
import { takeUpdate } from '../../session/offline.ts';
import { type Offline, useSession } from '../../session/store.ts';

/** What the page promises, and what it does not: in plain words. */
export function Protection() {
  const sealed = useSession((state) => state.sealed);
  const offline = useSession((state) => state.offline);
  return (
    <article className="card wide">
      <h2>What this does and does not protect</h2>
      <ul className="plain">
        <li>
          <strong>Your picture stays on this device.</strong> Nothing is uploaded; the page talks to no other
          server.
        </li>
        <li>
          <strong>When in doubt, everything is covered:</strong> before the detector is ready, when no face is
          found, when a face gets lost, when anything fails.
        </li>
        <li>
          <strong>Not protected:</strong> your voice, body, clothes, gait and room can tell who you are as
          well. A face that turns up rolled over or very small may be seen for some frames before a rarer pass
          of the detector finds it; “Thorough detection” runs every pass on every frame.
        </li>
        <li>
          <strong>
            {sealed ? 'The network seal is on.' : 'The network seal comes on when everything is loaded.'}
          </strong>{' '}
          It keeps this page from connecting anywhere until you reload it. It does not cover peer-to-peer
          connections or going to another page, and the engine’s worker follows its own rule: this site only.
        </li>
        {OFFLINE_WORDS[offline] && (
          <li data-testid="offline" data-offline={offline}>
            {OFFLINE_WORDS[offline]}
            {offline === 'update-waiting' && (
              <button type="button" className="quiet" onClick={() => void takeUpdate()}>
                Reload with it
              </button>
            )}
          </li>
        )}
      </ul>
    </article>
  );
}

const OFFLINE_WORDS: Readonly<Record<Offline, ReactNode>> = {
  unknown: null,
  unavailable: null,
  ready: (
    <>
      <strong>Works without a network.</strong> Everything the page needs is kept on this device.
    </>
  ),
  'update-waiting': (
    <>
      <strong>A newer version is here.</strong> It is used the next time you open the page; nothing changes
      while you are in it.{' '}
    </>
  ),
};
