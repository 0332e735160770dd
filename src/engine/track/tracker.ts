import {
  area,
  type Box,
  centre,
  type FramePx,
  holds,
  intersection,
  iou,
  type Size,
  union,
} from '../../base/geometry.ts';
import { CREDIBLE_SCORE, type Face, type VerifiedDetection } from '../face.ts';
import { type Body, bodyAt, headRoom, isBeside, type Place, unclaimed } from './bodies.ts';
import { BODY_PACE, Track } from './track.ts';

export interface TrackerOptions {
  /** How long a lost face stays covered where it must be, s. */
  readonly linger: number;
  /** How strongly covers grow with speed and time lost, 0..3. */
  readonly growth: number;
  /** Least score of a new face. The detector reports fainter ones, which count where a confirmed face is followed. */
  readonly leastScore: number;
  /**
   * The frame before is long ago: who is not found now stays covered for the linger time where they were, but counts as gone after it,
   * not as lost.
   */
  readonly afterGap?: boolean;
  /** Faces say how plain their covers are (`Face.plain`). */
  readonly fades?: boolean;
  /** People in this frame, if they were looked for. */
  readonly bodies?: readonly Body[] | null;
}

/** A followed face in one frame; the pipeline adds its cover. */
export type TrackedFace = Omit<Face, 'cover'> & {
  /** Factor by which the cover grows for the face's speed and the time it was lost, 1..3. */
  readonly grow: number;
};

export interface TrackResult {
  readonly faces: readonly TrackedFace[];
  /**
   * True while a confirmed face was lost inside the picture, its linger time ran out, and no body says where its head is: cover the
   * whole frame.
   */
  readonly faceLost: boolean;
}

/**
 * After the linger time the whole frame is covered while the lost face is looked for thoroughly. If it is not found for this
 * long, it is taken to have gone (turned away for good, or walked off behind something), s.
 */
export const SEARCH_TIME = 1;
/** Nobody is there when no face was followed for so long, s. */
const NOBODY = 1;
/** What was never confirmed is gone when so many frames in a row deny it. */
const DENIALS = 2;
const MAX_GROW = 3;

/** Follows faces from frame to frame: stable numbers, filtering, prediction, growth, linger. */
export class Tracker {
  #tracks: Track[] = [];
  #nextId = 1;
  /** µs, of the last look at bodies. */
  #bodiesAt = Number.NEGATIVE_INFINITY;
  /** The same, of a look at heads that might confirm a face. */
  #headsAt = Number.NEGATIVE_INFINITY;
  /** µs, when a face was followed last; or when it began. */
  #facedAt = Number.POSITIVE_INFINITY;

  /** Forgets all faces; numbers go on. */
  reset(): void {
    this.#tracks = [];
    this.#bodiesAt = Number.NEGATIVE_INFINITY;
    this.#headsAt = Number.NEGATIVE_INFINITY;
    this.#facedAt = Number.POSITIVE_INFINITY;
  }

  /**
   * Whether people's heads are to be looked for in the frame of this time: always while a head stands for a face; now and then where
   * nobody's face is followed for a while (all is covered; a camera's first frames are often black), or one that never was confirmed.
   */
  wantsHeads(timestamp: number): boolean {
    if (timestamp < this.#headsAt) {
      this.#headsAt = Number.NEGATIVE_INFINITY;
    }
    const followsFace = this.#followsFace;
    if (!followsFace && this.#tracks.some(({ isHead }) => isHead)) {
      return true;
    }
    this.#facedAt = followsFace ? timestamp : Math.min(this.#facedAt, timestamp);
    const wants =
      timestamp - this.#headsAt >= BODY_PACE * 1e6 &&
      (timestamp - this.#facedAt >= NOBODY * 1e6 ||
        this.#tracks.some(({ credible, everConfirmed }) => credible && !everConfirmed));
    this.#headsAt = wants ? timestamp : this.#headsAt;
    return wants;
  }

  get #followsFace(): boolean {
    return this.#tracks.some(({ credible }) => credible);
  }

  /** Whether `update` wants to know where people's bodies are in the frame of this time: somebody's face is missing for a while. */
  wantsBodies(timestamp: number, { linger }: TrackerOptions): boolean {
    return (
      timestamp - this.#bodiesAt >= BODY_PACE * 1e6 &&
      this.#tracks.some((track) => isMissing(track, timestamp, linger))
    );
  }

  /**
   * Takes in one frame's detections.
   * @param timestamp µs, rising; a jump backwards starts afresh.
   * @param frame to tell a face that left over the border from one that got lost inside.
   */
  update(
    detections: readonly VerifiedDetection[],
    timestamp: number,
    frame: Size<FramePx>,
    options: TrackerOptions,
  ): TrackResult {
    if (this.#tracks.some((track) => timestamp < track.lastSeen)) {
      this.reset();
    }
    const hasFace =
      this.#followsFace || detections.some(({ isHead, score }) => !isHead && score >= CREDIBLE_SCORE);
    const meant = hasFace ? detections.filter(({ isHead }) => !isHead) : detections;
    const found = this.#associate(meant, timestamp, options.leastScore);
    for (const track of this.#tracks) {
      track.misses += track.lastSeen === timestamp ? 0 : 1;
      track.beforeGap = track.lastSeen !== timestamp && (track.beforeGap || options.afterGap === true);
    }
    for (const detection of found) {
      this.#tracks.push(new Track(this.#nextId++, detection, timestamp));
    }
    for (const track of this.#tracks) {
      track.fade(timestamp);
    }
    if (options.bodies) {
      this.#bodiesAt = timestamp;
      this.#shelter(options.bodies, timestamp, frame, options.linger);
    }
    let faceLost = false;
    this.#tracks = this.#tracks.filter((track) => {
      const unknown = track.unknownFor(timestamp);
      if (!track.everConfirmed) {
        return track.misses < DENIALS && unknown <= options.linger;
      }
      if (unknown <= options.linger) {
        return true;
      }
      const expected = track.estimate(timestamp).box;
      const left = track.shelter?.beside || hasLeft(expected, frame);
      if (track.beforeGap || left || this.#hiddenBehindAnother(expected, timestamp)) {
        return false;
      }
      const searching = unknown <= options.linger + SEARCH_TIME;
      faceLost ||= searching;
      return searching;
    });
    return {
      faces: this.#tracks.map((track) => faceOf(track, timestamp, options)),
      faceLost,
    };
  }

  /**
   * Each missing face is somewhere in the upper part of its person's body, if there is one that nobody who is seen has. Bodies of those
   * who are seen explain nothing: whose face is lost stood beside them.
   */
  #shelter(bodies: readonly Body[], timestamp: number, frame: Size<FramePx>, linger: number): void {
    const placeOf = (track: Track): Place => ({
      at: centre(track.estimate(timestamp).box),
      height: track.height,
    });
    const seen = this.#tracks.filter((track) => track.everConfirmed && track.lastSeen === timestamp);
    const missing = this.#tracks.filter((track) => isMissing(track, timestamp, linger));
    const left = unclaimed(seen.map(placeOf), bodies);
    for (const track of missing) {
      const body = bodyAt(placeOf(track), left);
      if (body) {
        const room = headRoom(body, track.height);
        const last = track.estimate(timestamp).box;
        track.shelter = {
          room: track.shelter ? room : union(room, last),
          at: timestamp,
          beside: isBeside(body, frame),
        };
      }
    }
  }

  /** True when a face that is seen in this frame stands where the lost one must be, and is covered there anyway. */
  #hiddenBehindAnother(expected: Box<FramePx>, timestamp: number): boolean {
    return this.#tracks.some(
      (other) =>
        other.lastSeen === timestamp &&
        area(intersection(other.estimate(timestamp).box, expected)) > 0.6 * area(expected),
    );
  }

  /** Sure faces first, by sure finds first: what was only taken for a face takes nobody's place. Returns the new faces. */
  #associate(
    detections: readonly VerifiedDetection[],
    timestamp: number,
    leastScore: number,
  ): readonly VerifiedDetection[] {
    const [known, others] = partition(this.#tracks, (track) => track.everConfirmed);
    const [sure, unsure] = partition(detections, ({ verdict }) => verdict === 'confirmed');
    const first = assign(known, sure, timestamp);
    // A hand would do for a head that may be anywhere in a room.
    const exposed = first.tracks.filter(({ shelter }) => !shelter);
    const second = assign(exposed, unsure, timestamp);
    const left = [...first.detections, ...second.detections];
    return assign(
      others,
      left.filter(({ score }) => score >= leastScore),
      timestamp,
    ).detections;
  }
}

/** Its face was not seen for half of the time after which it counts as lost, or longer. */
function isMissing(track: Track, timestamp: number, linger: number): boolean {
  return track.everConfirmed && track.lostFor(timestamp) > linger / 2;
}

function partition<T>(all: readonly T[], holds: (one: T) => boolean): [holding: T[], others: T[]] {
  return [all.filter(holds), all.filter((one) => !holds(one))];
}

/** Gives each track its best detection, closest pairs first; returns what is left of both. */
function assign(
  tracks: readonly Track[],
  detections: readonly VerifiedDetection[],
  timestamp: number,
): { readonly tracks: readonly Track[]; readonly detections: readonly VerifiedDetection[] } {
  const pairs: { track: Track; detection: VerifiedDetection; closeness: number }[] = [];
  for (const track of tracks) {
    const expected = track.estimate(timestamp).box;
    for (const detection of detections) {
      const closeness = track.shelter
        ? affinityInside(expected, track.height, detection.box)
        : affinity(expected, detection.box);
      if (closeness > 0) {
        pairs.push({ track, detection, closeness });
      }
    }
  }
  pairs.sort((a, b) => b.closeness - a.closeness);
  const taken = new Set<Track | VerifiedDetection>();
  for (const { track, detection } of pairs) {
    if (!taken.has(track) && !taken.has(detection)) {
      taken.add(track).add(detection);
      track.see(detection, timestamp);
    }
  }
  return {
    tracks: tracks.filter((track) => !taken.has(track)),
    detections: detections.filter((detection) => !taken.has(detection)),
  };
}

/**
 * How well a detection fits an expected box: IoU where they meet; else, for a face that jumped, up to 0.1 by how near
 * the centres are (within one face size, sizes within a factor of two). 0: not the same face.
 */
export function affinity(expected: Box<FramePx>, found: Box<FramePx>): number {
  const overlap = iou(expected, found);
  if (overlap > 0.1) {
    return overlap;
  }
  const scale = Math.sqrt(area(expected));
  const ratio = Math.sqrt(area(found)) / scale;
  const a = centre(expected);
  const b = centre(found);
  const distance = Math.hypot(a.x - b.x, a.y - b.y) / scale;
  return ratio > 0.5 && ratio < 2 && distance < 1 ? 0.1 * (1 - distance) : 0;
}

/** The same for a face that must be somewhere in a room; less than most. */
function affinityInside(room: Box<FramePx>, height: number, found: Box<FramePx>): number {
  const ratio = found.height / height;
  return ratio > 0.5 && ratio < 2 && holds(room, centre(found)) ? 0.05 : 0;
}

/** True when less than a third of the box is still inside the frame. */
function hasLeft(b: Box<FramePx>, frame: Size<FramePx>): boolean {
  const whole = { x: 0, y: 0, ...frame } as unknown as Box<FramePx>;
  return area(intersection(b, whole)) < area(b) / 3;
}

function faceOf(track: Track, timestamp: number, options: TrackerOptions): TrackedFace {
  const lost = track.lostFor(timestamp);
  const { box, roll, speed } = track.estimate(timestamp);
  // A seen face grows a little when it is fast (motion blur smears it over its box); a lost one by the way it may
  // have gone in a direction that was not foreseen.
  const blur = Math.min(0.3, speed * 0.03);
  const drift = track.unknownFor(timestamp) * (0.4 + speed * 0.7);
  return {
    id: track.id,
    box,
    roll,
    landmarks: lost === 0 ? track.landmarks : null,
    verdict: track.verdict,
    // The room for a head is no face: it is covered as it is, and plainly.
    everConfirmed: track.everConfirmed && !track.shelter,
    // A head is one only in the frame in which it was looked for.
    credible: track.credible || (track.isHead && lost === 0),
    state: lost === 0 ? 'seen' : 'predicted',
    lostFor: lost * 1e6,
    ...(options.fades ? { plain: track.plain } : {}),
    // Its cover is the face's own shape, without the room that other covers leave: it grows even where those are set not to.
    alignment: track.alignmentAt(timestamp, 1 + Math.max(1, options.growth) * (blur + drift)),
    grow: Math.min(MAX_GROW, 1 + options.growth * (blur + drift)),
  };
}
