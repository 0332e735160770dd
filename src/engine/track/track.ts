import { type Box, box, centre, type FramePx, type Point, point, union } from '../../base/geometry.ts';
import {
  type Alignment,
  CREDIBLE_SCORE,
  type Landmarks,
  type Verdict,
  type VerifiedDetection,
} from '../face.ts';
import { AlignmentFilter } from './alignment-filter.ts';
import { nearestTurn } from './angle.ts';
import { OneEuroFilter } from './one-euro.ts';

/** Time constant, s, after which a lost face is no longer believed to keep its speed. */
const COAST = 0.3;
/**
 * A face that was missed for no longer than this, s, keeps its learned face: a few frames, so that a single miss does not flash.
 * Longer, and the person there may have turned, or be another.
 */
export const FRESH = 0.2;
/** Time, µs, in which a cover goes from plain to drawn, and back. */
const FADE = 120_000;
/** Boxes are filtered in units of the face's own size, so that near and far faces are equally steady. */
const POSITION = { minCutoff: 2, beta: 12, speedCutoff: 3 } as const;
const SIZE = { minCutoff: 1.5, beta: 6, speedCutoff: 3 } as const;
/** A face that was confirmed once is confirmed from this score on: otherwise its cover would flicker. */
const STILL_CONFIRMED = 0.4;
const ROLL = { minCutoff: 1.5, beta: 4, speedCutoff: 3 } as const;

/**
 * Least and most that a lost face's size is taken to go on changing by, as a logarithm. One box that was too large (neighbours taken
 * for one face) would otherwise blow it up to where the face is not known again; its cover grows with the time lost anyway.
 */
const SIZE_COAST = [-0.1, 0.25] as const;

/** Where a followed face is believed to be at some moment. */
export interface Estimate {
  readonly box: Box<FramePx>;
  readonly roll: number;
  /** Face sizes (geometric mean of the sides) a second. */
  readonly speed: number;
}

/** Where a face that is not to be seen must be, by its person's body. */
export interface Shelter {
  readonly room: Box<FramePx>;
  /** µs, when the body was seen. */
  readonly at: number;
  /** The person may be leaving the picture. */
  readonly beside: boolean;
}

/** s: for so long after a look at bodies a person stays where they were seen. They are looked for at their own pace. */
export const BODY_PACE = 0.25;

/** One face over time: a filtered similarity (centre, size, roll) and how it was judged. Times are µs. */
export class Track {
  readonly id: number;
  verdict: Verdict = 'uncertain';
  /** True once it was confirmed in any frame: only then may losing it cover the whole frame. */
  everConfirmed = false;
  /** True once it was confirmed, or doubtful no more than most hidden or turned faces are. */
  credible = false;
  /** It was last seen as the head of a person who shows no face. */
  isHead = false;
  /** Frames in which it was looked for and not found since it was seen. */
  misses = 0;
  /** Share of plain colour in its cover: 1 when it is new, was never confirmed, or is lost for longer than a single miss or two. */
  plain = 1;
  /** True when it was last seen before a gap in time. */
  beforeGap = false;
  landmarks: Landmarks | null = null;
  lastSeen: number;
  /** Set while the face is lost and its person's body is to be seen. */
  shelter: Shelter | null = null;
  #faded: number;

  readonly #x: OneEuroFilter;
  readonly #y: OneEuroFilter;
  readonly #width: OneEuroFilter;
  readonly #height: OneEuroFilter;
  readonly #roll: OneEuroFilter;
  readonly #aligned = new AlignmentFilter();
  #seenBox: Box<FramePx>;
  /** Size by which positions are normalised: the first one seen. */
  readonly #unit: number;

  constructor(id: number, detection: VerifiedDetection, timestamp: number) {
    this.id = id;
    this.lastSeen = timestamp;
    this.#faded = timestamp;
    this.#unit = Math.sqrt(detection.box.width * detection.box.height);
    this.#x = new OneEuroFilter(POSITION);
    this.#y = new OneEuroFilter(POSITION);
    this.#width = new OneEuroFilter(SIZE);
    this.#height = new OneEuroFilter(SIZE);
    this.#roll = new OneEuroFilter(ROLL);
    this.#seenBox = detection.box;
    this.see(detection, timestamp);
  }

  /** Takes in where the face was found in the frame of this time. */
  see(found: VerifiedDetection, timestamp: number): void {
    const isConfirmed =
      found.verdict === 'confirmed' || (this.everConfirmed && found.score >= STILL_CONFIRMED);
    const detection: VerifiedDetection = { ...found, verdict: isConfirmed ? 'confirmed' : 'uncertain' };
    const dt = (timestamp - this.lastSeen) / 1e6;
    const c = centre(detection.box);
    this.#x.filter(c.x / this.#unit, dt);
    this.#y.filter(c.y / this.#unit, dt);
    this.#width.filter(Math.log(detection.box.width), dt);
    this.#height.filter(Math.log(detection.box.height), dt);
    this.#roll.filter(nearestTurn(detection.roll, this.#roll.value), dt);
    this.#seenBox = detection.box;
    this.verdict = detection.verdict;
    this.everConfirmed ||= isConfirmed;
    this.isHead = detection.isHead === true;
    this.credible ||= isConfirmed || (!this.isHead && detection.score >= CREDIBLE_SCORE);
    this.misses = 0;
    this.shelter = null;
    this.landmarks = detection.landmarks;
    this.#aligned.see(detection, timestamp);
    this.lastSeen = timestamp;
  }

  /** Once a frame: its cover becomes more drawn, or more plain. */
  fade(timestamp: number): void {
    const step = (timestamp - this.#faded) / FADE;
    const drawn = this.everConfirmed && this.lostFor(timestamp) <= FRESH;
    this.plain = clamp(this.plain + (drawn ? -step : step), 0, 1);
    this.#faded = timestamp;
  }

  /**
   * Where the modifier looks at `timestamp`; null unless it was confirmed when it was last seen, and that was a moment ago at
   * most.
   * @param grow factor by which its cover must hold more than the face while it is not found.
   */
  alignmentAt(timestamp: number, grow: number): Alignment | null {
    const lost = this.lostFor(timestamp);
    if (lost === 0) {
      return this.#aligned.value;
    }
    return lost <= FRESH ? this.#aligned.ahead(coastOf(lost), this.estimate(timestamp).box, grow) : null;
  }

  /** Seconds since it was seen. */
  lostFor(timestamp: number): number {
    return Math.max(0, (timestamp - this.lastSeen) / 1e6);
  }

  /** Seconds since it was known where it is, by the face or by the body. */
  unknownFor(timestamp: number): number {
    const lost = this.lostFor(timestamp);
    return this.shelter ? Math.min(lost, Math.max(0, (timestamp - this.shelter.at) / 1e6 - BODY_PACE)) : lost;
  }

  /** Of the face's box, frame px. */
  get height(): number {
    return Math.exp(this.#height.value);
  }

  /**
   * Where it is at `timestamp`: with a shelter, somewhere in that. In the frame in which it was seen, the estimate holds the detected box itself and
   * the filtered one; later it coasts on with a speed that dies away.
   */
  estimate(timestamp: number): Estimate {
    if (this.shelter) {
      return { box: this.shelter.room, roll: 0, speed: 0 };
    }
    const t = this.lostFor(timestamp);
    const coast = coastOf(t);
    const centreAt: Point<FramePx> = point(
      (this.#x.value + this.#x.speed * coast) * this.#unit,
      (this.#y.value + this.#y.speed * coast) * this.#unit,
    );
    const width = Math.exp(this.#width.value + clamp(this.#width.speed * coast, ...SIZE_COAST));
    const height = Math.exp(this.#height.value + clamp(this.#height.speed * coast, ...SIZE_COAST));
    const filtered = box<FramePx>(centreAt.x - width / 2, centreAt.y - height / 2, width, height);
    const velocity = Math.hypot(this.#x.speed, this.#y.speed) * this.#unit;
    return {
      box: t === 0 ? union(filtered, this.#seenBox) : filtered,
      roll: this.#roll.value,
      speed: velocity / Math.sqrt(width * height),
    };
  }
}

/** For how long, s, a face that was lost `t` seconds ago went on at its last speed. */
function coastOf(t: number): number {
  return COAST * (1 - Math.exp(-t / COAST));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
