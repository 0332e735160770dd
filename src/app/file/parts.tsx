/** All that only files have; it comes when the first one is opened (`later.ts`). */
import { useSession } from '../../session/store.ts';
import { Before } from '../edit/Before.tsx';
import { EditBar } from '../edit/EditBar.tsx';
import { EditLayer } from '../edit/EditLayer.tsx';
import { Timeline } from '../edit/Timeline.tsx';
import { FileCard } from './FileCard.tsx';
import { PlayerBar } from './PlayerBar.tsx';
import { QueueCard } from './QueueCard.tsx';

/** Over the picture. */
export function FileLayers() {
  const single = useSession((state) => state.preferences.layout === 'single');
  return (
    <>
      {single && <EditLayer />}
      <Before />
    </>
  );
}

/** Under the picture. */
export function FileBars() {
  return (
    <>
      <PlayerBar />
      <EditBar />
      <Timeline />
    </>
  );
}

/** Beside it. */
export function FileCards() {
  return (
    <>
      <QueueCard />
      <FileCard />
    </>
  );
}
