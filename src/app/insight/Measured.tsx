/** What is measured while the picture goes on; it comes when covered pictures have gone on for a moment. */
import { useSession } from '../../session/store.ts';
import { ActionCard } from '../actions/ActionCard.tsx';
import { LeakCard } from './LeakCard.tsx';
import { PrivacyCard } from './PrivacyCard.tsx';

export { Adapt } from '../side/Adapt.tsx';

export default function Measured() {
  // Likeness and actions are for who sits before a camera; a file is looked at frame by frame.
  const camera = useSession((state) => state.source === 'camera');
  return (
    <>
      <LeakCard />
      {camera && <PrivacyCard />}
      {camera && <ActionCard />}
    </>
  );
}
