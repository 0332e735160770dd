import { useSession } from '../../session/store.ts';
import { percent } from '../i18n.ts';
import { useActionNames } from './names.ts';
import '../styles/actions.css';

/** Boxes over the picture with what each person seems to do. They lag a little behind the picture: the detector has its own pace. */
export function ActionOverlay({ mirror }: { readonly mirror: boolean }) {
  const reading = useSession((state) => state.actions);
  const nameOf = useActionNames();
  if (!reading) {
    return null;
  }
  return (
    <div className="action-boxes" aria-hidden="true">
      {reading.people.map((person, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: people have no identity here; best first.
          key={i}
          className={person.label === 'none' ? 'action-box idle' : 'action-box'}
          data-label={person.label}
          style={{
            left: `${(mirror ? 1 - person.x - person.width : person.x) * 100}%`,
            top: `${person.y * 100}%`,
            width: `${person.width * 100}%`,
            height: `${person.height * 100}%`,
          }}
        >
          <span>
            {nameOf(person.label)} {percent(person.score)}
          </span>
        </div>
      ))}
    </div>
  );
}
