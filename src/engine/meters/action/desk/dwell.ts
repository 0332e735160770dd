/** From evidence in single looks to a label that stays: over two seconds, and *nothing of these* whenever evidence is thin. Pure. */
import { classOf, DESK_CLASSES, NOTHING } from './classes.ts';
import type { Evidence } from './evidence.ts';

/** Seconds that are looked back. */
export const WINDOW = 2;
/** A label ends below this share of what it needs to begin. Another takes its place when it has more by `AHEAD`. */
const ENDS = 1 / 3;
const AHEAD = 0.1;
/** What the mouth looks like counts when it was looked at for so many seconds: a moment is none of a yawn's. */
const MOUTH_SECONDS = 1.5;
/** A label stays for so many seconds whatever is seen, so that it can be read. */
export const LEAST_DWELL = 1.5;
/** Looks without which nothing is said, however strong; and so many of them have to speak for a label. */
const LEAST_LOOKS = 3;
const LEAST_SIGNS = 2;

/** What is known of one person. */
export interface Track {
  /** Looks of the last two seconds, oldest first. */
  readonly looks: readonly { readonly at: number; readonly evidence: Evidence }[];
  readonly label: string;
  /** 0..1: how much of the window speaks for it; for nothing, how little speaks for anything. */
  readonly score: number;
  /** When the label began, s. */
  readonly since: number;
}

export const NEW_TRACK: Track = { looks: [], label: NOTHING, score: 0, since: Number.NEGATIVE_INFINITY };

/** @param at seconds, not before that of the look before; a gap of a window's length begins anew. */
export function addLook(track: Track, evidence: Evidence, at: number): Track {
  const looks = [...track.looks.filter((look) => look.at > at - WINDOW), { at, evidence }];
  const seconds = at - (looks[0]?.at ?? at);
  const shares = new Map(
    DESK_CLASSES.map(({ label, rests }) => {
      const signs = looks.map((look) => look.evidence.get(label) ?? 0).filter((sign) => sign > 0);
      const sum = signs.reduce((total, sign) => total + sign, 0);
      const few = looks.length < LEAST_LOOKS || signs.length < LEAST_SIGNS;
      return [label, few || (rests === 'mouth' && seconds < MOUTH_SECONDS) ? 0 : sum / looks.length];
    }),
  );
  const { label: best, most } = strongest(shares);
  const own = shares.get(track.label) ?? 0;
  const ends = ENDS * (classOf(track.label)?.begins ?? 0);
  const stays =
    track.label === NOTHING ? best === NOTHING : own >= ends && (best === NOTHING || own >= most - AHEAD);
  if (stays || at - track.since < LEAST_DWELL) {
    return { ...track, looks, score: track.label === NOTHING ? 1 - most : own };
  }
  return { looks, label: best, score: best === NOTHING ? 1 - most : most, since: at };
}

/**
 * The label that has most evidence, and how much; nothing where that is too little. A thing says more than the mouth or a hand, and these
 * more than how the head is turned: who eats and looks away eats.
 */
export function strongest(evidence: Evidence): { readonly label: string; readonly most: number } {
  let most = 0;
  for (const rests of ['thing', 'mouth', 'hands', 'points'] as const) {
    let label = NOTHING;
    let own = 0;
    for (const one of DESK_CLASSES) {
      const share = one.rests === rests ? (evidence.get(one.label) ?? 0) : 0;
      most = Math.max(most, share);
      if (share >= one.begins && share > own) {
        label = one.label;
        own = share;
      }
    }
    if (label !== NOTHING) {
      return { label, most: own };
    }
  }
  return { label: NOTHING, most };
}
