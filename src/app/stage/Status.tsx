import { useCallback } from 'react';
import { session } from '../../session/session.ts';
import { useSession } from '../../session/store.ts';

/** One line of numbers; its data attributes are written on every frame (docs/qa.md). */
export function Status() {
  const stats = useSession((state) => state.stats);
  const notices = useSession((state) => state.engine.notices);
  const phase = useSession((state) => state.phase);
  const attach = useCallback((element: HTMLElement | null) => {
    session.attachStatus(element);
    return () => session.attachStatus(null);
  }, []);
  const latency = [stats.p50, stats.p95]
    .map((value) => (value === null ? '–' : Math.round(value)))
    .join(' / ');
  return (
    <>
      <dl ref={attach} className="status" data-testid="status" data-state="idle">
        <Figure name="Faces covered" value={String(stats.faces)} />
        <Figure
          name="Frames per second"
          value={phase === 'live' ? stats.fps.toFixed(stats.fps < 10 ? 1 : 0) : '–'}
        />
        <Figure name="Latency p50 / p95" value={stats.p50 === null ? latency : `${latency} ms`} />
        <Figure name="Dropped" value={String(stats.dropped)} />
        <Figure name="Drawn by" value={RENDERERS[stats.renderer] ?? '–'} />
      </dl>
      {notices.length > 0 && (
        <ul className="notices" aria-live="polite">
          {notices
            .filter((notice) => !IN_A_CARD.includes(notice.code))
            .map((notice) => (
              <li key={notice.code} className="notice">
                {notice.words}
              </li>
            ))}
        </ul>
      )}
    </>
  );
}

/** Said in the card of what is missing. */
const IN_A_CARD: readonly string[] = ['audit-unavailable', 'privacy-unavailable', 'actions-unavailable'];

const RENDERERS: Readonly<Record<string, string>> = { webgpu: 'WebGPU', cpu: 'CPU' };

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
