/** What a person sees of a whole video that was looked at: who is in it when, and where it is doubtful. Geometry and times only. */
import type { Rectangle } from '../../../base/geometry.ts';
import type { FollowedFrame } from '../../track/both-ways.ts';

export interface Stretch {
  /** Seconds. */
  readonly from: number;
  readonly to: number;
}

export interface Person {
  /** As `Mark.face`. */
  readonly id: number;
  readonly spans: readonly Stretch[];
  /** A moment at which they are to be seen well, and where: what a `show` edit of them says. */
  readonly at: number;
  readonly box: Rectangle;
}

export interface Doubt extends Stretch {
  /**
   * 'whole': covered whole; 'lost': a face is covered where it must be; 'meeting': two faces meet; 'unsure': it may be no face.
   */
  readonly kind: 'whole' | 'lost' | 'meeting' | 'unsure';
}

export interface Overview {
  readonly people: readonly Person[];
  readonly doubts: readonly Doubt[];
}

export interface LookedFrame extends Stretch {
  readonly failed: boolean;
  readonly followed: FollowedFrame | undefined;
}

/** People of fewer frames than this are not listed by themselves: they can be taken hold of in the picture. */
const LISTED = 3;
/** Stretches with a shorter gap than this between them, seconds, are one. */
const GAP = 0.3;

/** @param frames in order of time */
export function overviewOf(frames: readonly LookedFrame[]): Overview {
  const people = new Map<
    number,
    { spans: Stretch[]; count: number; best: number; at: number; box: Rectangle }
  >();
  const doubts: Doubt[] = [];
  for (const { from, to, failed, followed } of frames) {
    for (const { id, box, state, everConfirmed } of followed?.faces ?? []) {
      if (!everConfirmed) {
        continue;
      }
      const person = people.get(id) ?? { spans: [], count: 0, best: 0, at: from, box };
      extend(person.spans, { from, to });
      const size = state === 'seen' ? box.width * box.height : 0;
      if (size > person.best) {
        Object.assign(person, { best: size, at: from, box });
      }
      person.count += 1;
      people.set(id, person);
    }
    for (const kind of doubtsOf(failed, followed)) {
      const last = doubts.findLast((doubt) => doubt.kind === kind);
      if (last && from - last.to < GAP) {
        Object.assign(last, { to });
      } else {
        doubts.push({ kind, from, to });
      }
    }
  }
  return {
    people: [...people]
      .filter(([, { count, best }]) => count >= LISTED && best > 0)
      .map(([id, { spans, at, box }]) => ({ id, spans, at, box })),
    doubts: doubts.sort((a, b) => a.from - b.from),
  };
}

function extend(spans: Stretch[], { from, to }: Stretch): void {
  const last = spans.at(-1);
  if (last && from - last.to < GAP) {
    spans[spans.length - 1] = { from: last.from, to };
  } else {
    spans.push({ from, to });
  }
}

function doubtsOf(failed: boolean, followed: FollowedFrame | undefined): readonly Doubt['kind'][] {
  if (failed || !followed || followed.faceLost || followed.resized) {
    return ['whole'];
  }
  const { faces, contested } = followed;
  return [
    ...(faces.some(({ credible }) => credible) ? [] : (['whole'] as const)),
    ...(faces.some(({ everConfirmed, state }) => everConfirmed && state === 'predicted')
      ? (['lost'] as const)
      : []),
    ...(contested ? (['meeting'] as const) : []),
    ...(faces.some(({ everConfirmed }) => !everConfirmed) ? (['unsure'] as const) : []),
  ];
}
