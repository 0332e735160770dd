/** How many requests the page and its workers made, as the browser recorded them. */
import { type RequestMade, watchRequests } from '../base/report-requests.ts';

export interface Requests {
  /** To this site: the page itself, its networks. Where the page is open in several tabs, of all their workers. */
  readonly here: number;
  /** To any other site. */
  readonly elsewhere: number;
  /** Of both, since everything that the picture needs was there; null before. */
  readonly sinceStart: number | null;
}

const made: RequestMade[] = [];
/** ms since 1970; none before the picture began. */
let started = Number.POSITIVE_INFINITY;

export function keepCount(): void {
  watchRequests((more) => made.push(...more));
}

/** The picture begins: what is asked for from now on is counted apart. */
export function pictureBegins(): void {
  started = Math.min(started, Date.now());
}

export function countRequests(): Requests {
  const elsewhere = made.filter(({ origin }) => origin !== globalThis.location.origin).length;
  return {
    here: made.length - elsewhere,
    elsewhere,
    sinceStart: Number.isFinite(started) ? made.filter(({ at }) => at > started).length : null,
  };
}
