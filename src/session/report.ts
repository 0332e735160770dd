/** The session in numbers, as a file. No picture, no camera's name, no address. */
import { history, seconds } from './history.ts';
import { statistics } from './statistics.ts';

export interface SessionReport {
  readonly application: 'guise';
  readonly kind: 'session-report';
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Seconds since the page was opened. */
  readonly openFor: number;
  /** Totals and settings, as the page shows them. */
  readonly summary: object;
  /** The strip charts, one object a row, `t` in seconds since the page was opened. */
  readonly history: Readonly<Record<keyof typeof history, readonly object[]>>;
}

export function sessionReport(): SessionReport {
  return {
    application: 'guise',
    kind: 'session-report',
    version: 1,
    created: new Date().toISOString(),
    openFor: Math.round(seconds()),
    summary: statistics.report(),
    history: {
      leaks: history.leaks.rows(),
      frames: history.frames.rows(),
      privacy: history.privacy.rows(),
    },
  };
}
