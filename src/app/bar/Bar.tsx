/** Under the picture, in full screen too: modes, what can be done with the picture, and one quiet line about it. */
import { ActionMessages, Actions } from './Actions.tsx';
import { Modes } from './Modes.tsx';
import { StatusLine } from './StatusLine.tsx';

export function Bar() {
  return (
    <div className="bar" id="bar">
      <Modes />
      <div className="bar-row">
        <StatusLine />
        <Actions />
      </div>
      <ActionMessages />
    </div>
  );
}
