import { lazy } from 'react';
import { useSession } from '../../session/store.ts';
import { Later } from '../Later.tsx';

const AdaptCard = lazy(() => import('./AdaptCard.tsx'));

/** "Adapt to my face", beside the learned mode, and wherever else it is under way. */
export function Adapt() {
  const learned = useSession((state) => state.settings.views.some((view) => view.mode === 'learned'));
  const busy = useSession(({ adaptation: { now } }) =>
    ['collecting', 'loading', 'learning'].includes(now.phase),
  );
  return learned || busy ? (
    <Later>
      <AdaptCard />
    </Later>
  ) : null;
}
