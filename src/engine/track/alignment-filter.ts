import { type Box, type FramePx, type Point, point, scaleAbout, union } from '../../base/geometry.ts';
import { alignmentOf } from '../cover/learned-cover.ts';
import type { Alignment, Landmarks, VerifiedDetection } from '../face.ts';
import { nearestTurn } from './angle.ts';
import { OneEuroFilter } from './one-euro.ts';

/** Position in crop sides, log of the side, angle: what shivers in a still face is taken out, what moves is not held back. */
const POSITION = { minCutoff: 1, beta: 6, speedCutoff: 3 } as const;
const SIZE = { minCutoff: 0.4, beta: 3, speedCutoff: 1 } as const;
const ANGLE = { minCutoff: 0.6, beta: 3, speedCutoff: 3 } as const;
/** After a gap of this long, µs, the face may be lit and turned otherwise: nothing remembered of it is used. */
const GAP = 500_000;

let nextKey = 1;
let nextTrack = 1;

/** One face's alignment over time: a One-Euro filter on each part of its similarity transform. */
export class AlignmentFilter {
  #filters: Record<'x' | 'y' | 'side' | 'angle', OneEuroFilter> | null = null;
  #key = 0;
  readonly #track = nextTrack++;
  /** Crop sides by which positions are measured: the first one. */
  #unit = 1;
  #seen = 0;
  #value: Alignment | null = null;

  /** As of the last `see`; null when that had nothing to align by. */
  get value(): Alignment | null {
    return this.#value;
  }

  /**
   * Where the modifier looks while the face is not found, having gone on for `coast` seconds at its last speed. Its cover must
   * hold the face both where it was seen and where it is believed to be.
   * @param expected where it is believed to be.
   * @param grow factor by which both are enlarged, for the way that nobody foresaw.
   */
  ahead(coast: number, expected: Box<FramePx>, grow: number): Alignment | null {
    if (!this.#value || !this.#filters) {
      return null;
    }
    const { centre: at, sighting, ...same } = this.#value;
    const dx = this.#filters.x.speed * coast * this.#unit;
    const dy = this.#filters.y.speed * coast * this.#unit;
    const moved = (p: Point<FramePx>) => point<FramePx>(p.x + dx, p.y + dy);
    return {
      ...same,
      centre: moved(at),
      sighting: {
        box: scaleAbout(union(sighting.box, expected), grow),
        landmarks: sighting.landmarks.flatMap((points) => [points, eachPoint(points, moved)]),
      },
    };
  }

  /** Takes in how it was seen. Only what is confirmed moves the filter. @param timestamp µs */
  see({ verdict, box, landmarks }: VerifiedDetection, timestamp: number): void {
    this.#value = null;
    const found = landmarks && verdict === 'confirmed' ? alignmentOf(landmarks) : null;
    if (!found || !landmarks) {
      return;
    }
    const gap = timestamp - this.#seen;
    if (!this.#filters || gap > GAP || gap < 0) {
      this.#filters = {
        x: new OneEuroFilter(POSITION),
        y: new OneEuroFilter(POSITION),
        side: new OneEuroFilter(SIZE),
        angle: new OneEuroFilter(ANGLE),
      };
      this.#unit = found.side;
      this.#key = nextKey++;
    }
    this.#seen = timestamp;
    const dt = gap / 1e6;
    const { x, y, side, angle } = this.#filters;
    this.#value = {
      key: this.#key,
      track: this.#track,
      centre: point<FramePx>(
        x.filter(found.centre.x / this.#unit, dt) * this.#unit,
        y.filter(found.centre.y / this.#unit, dt) * this.#unit,
      ),
      side: Math.exp(side.filter(Math.log(found.side), dt)),
      angle: angle.filter(nearestTurn(found.angle, angle.value), dt),
      sighting: { box, landmarks: [landmarks] },
    };
  }
}

function eachPoint(
  { rightEye, leftEye, nose, mouth }: Landmarks,
  move: (p: Point<FramePx>) => Point<FramePx>,
): Landmarks {
  return {
    rightEye: move(rightEye),
    leftEye: move(leftEye),
    nose: move(nose),
    mouth: move(mouth),
  };
}
