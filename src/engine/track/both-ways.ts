/**
 * Faces followed through a whole file, when all of it was looked at: forwards as in a camera, and backwards, so that a face is covered
 * before it was first found as well as after it was last. Pure.
 */
import { type FramePx, iou, isSameSize, type Size, union } from '../../base/geometry.ts';
import type { VerifiedDetection } from '../face.ts';
import { type FileTime, fileTimes } from './file-clock.ts';
import { type TrackedFace, Tracker, type TrackerOptions } from './tracker.ts';

export interface SeenFrame {
  /** µs, rising. */
  readonly timestamp: number;
  readonly size: Size<FramePx>;
  /** Null where the detector failed. */
  readonly detections: readonly VerifiedDetection[] | null;
}

export interface FollowedFrame {
  /**
   * An `id` is one person for as long as nobody can have been taken for another: where two faces meet, or one was lost for long, the
   * same person gets another.
   */
  readonly faces: readonly TrackedFace[];
  /** A confirmed face was lost, and neither what was before nor what comes later says where it is. */
  readonly faceLost: boolean;
  /** The picture has another size than the one before. */
  readonly resized: boolean;
  /** Two faces meet here: who is who is not certain. */
  readonly contested: boolean;
}

/** Boxes that overlap more than this (IoU) may have been taken for each other. */
const CONTEST = 0.05;
/** A face that was not seen for longer, µs, may be somebody else when one is seen there again. */
const SURE_FOR = 500_000;

/** @param frames in order of time */
export function followBothWays(
  frames: readonly SeenFrame[],
  options: TrackerOptions,
): readonly FollowedFrame[] {
  const ahead = run(frames, fileTimes(frames.map(({ timestamp }) => timestamp)), options);
  const backwards = [...frames].reverse();
  const back = run(backwards, fileTimes(backwards.map(({ timestamp }) => -timestamp)), options);
  back.reverse();
  const linger = options.linger * 1e6;
  const people = new Names();
  const followed: FollowedFrame[] = new Array(frames.length);
  for (let i = frames.length - 1; i >= 0; i--) {
    const { faces: forwards, resized } = ahead[i] as Run;
    const later = (back[i] as Run).faces.filter((face) => face.lostFor <= linger);
    const merged = forwards.map((face) => ({ ...face }));
    const told = new Set<number>();
    for (const face of later) {
      const own = merged.findIndex(({ id }) => id === people.of(face, forwards));
      if (own < 0) {
        merged.push({ ...face, id: people.of(face, forwards) });
        continue;
      }
      const before = merged[own] as TrackedFace;
      told.add(before.id);
      if (before.state === 'predicted') {
        merged[own] = {
          ...before,
          box: union(before.box, face.box),
          // The whole time that it was not seen.
          lostFor: before.lostFor + face.lostFor,
          grow: Math.max(before.grow, face.grow),
          // Where it was is known from both sides now; which of both the learned face's crop would go by is not.
          alignment: null,
        };
      }
    }
    const faceLost = forwards.some(
      (face) => face.everConfirmed && face.lostFor > linger && !told.has(face.id),
    );
    followed[i] = { faces: merged, faceLost, resized, contested: false };
  }
  return split(followed);
}

interface Run {
  readonly faces: readonly TrackedFace[];
  readonly resized: boolean;
}

function run(frames: readonly SeenFrame[], times: readonly FileTime[], options: TrackerOptions): Run[] {
  const tracker = new Tracker();
  let last: Size<FramePx> | null = null;
  return frames.map(({ size, detections }, i) => {
    const resized = last !== null && !isSameSize(last, size);
    last = size;
    if (resized) {
      tracker.reset();
    }
    const { now, afterGap } = times[i] as FileTime;
    const faces = detections ? tracker.update(detections, now, size, { ...options, afterGap }).faces : [];
    return { faces, resized };
  });
}

/** Who a face of the backward run is, by the numbers of the forward run. Has to be asked from the last frame to the first. */
class Names {
  readonly #known = new Map<number, number>();
  /** For faces that the forward run never had: numbers that it never gives. */
  #next = -1;

  of(face: TrackedFace, forwards: readonly TrackedFace[]): number {
    if (face.state === 'seen') {
      const same = forwards
        .filter(({ state }) => state === 'seen')
        .map(({ id, box }) => ({ id, overlap: iou(box, face.box) }))
        .sort((a, b) => b.overlap - a.overlap)[0];
      if (same && same.overlap > 0.5) {
        this.#known.set(face.id, same.id);
        return same.id;
      }
    }
    const known = this.#known.get(face.id) ?? this.#next--;
    this.#known.set(face.id, known);
    return known;
  }
}

/** Gives a person another number where they meet somebody, part from them, or were lost for long; numbers rise from 1. */
function split(frames: readonly FollowedFrame[]): readonly FollowedFrame[] {
  const now = new Map<number, { readonly id: number; readonly doubtful: boolean }>();
  let next = 1;
  return frames.map((frame) => {
    const met = frame.faces.map((face) =>
      frame.faces.some((other) => other !== face && iou(other.box, face.box) > CONTEST),
    );
    const faces = frame.faces.map((face, i) => {
      const doubtful = (met[i] as boolean) || face.lostFor > SURE_FOR;
      const before = now.get(face.id);
      const own = before && before.doubtful === doubtful ? before : { id: next++, doubtful };
      now.set(face.id, own);
      return { ...face, id: own.id };
    });
    return { ...frame, faces, contested: met.includes(true) };
  });
}
