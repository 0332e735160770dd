/**
 * Actions in space and time: boxes linked over frames into tubes, and video mAP as JHMDB's and DALY's authors count it (Gkioxari and Malik
 * 2015, section 4; Weinzaepfel, Martin and Schmid 2016, section 5): a tube is found when the mean of its boxes' IoU with the true tube's, over
 * all frames that either has, reaches the threshold. Where only some frames of a video are labelled (DALY's keyframes), these are the frames.
 */
import { type Rectangle, rectangleIou } from '../base/geometry.ts';
import { averagePrecision, type DetectionAccuracy, type FoundBox } from './detection.ts';

/** Boxes by frame. */
export type Tube = ReadonlyMap<number, Rectangle>;

export interface TrueTube {
  readonly label: string;
  readonly boxes: Tube;
}

export interface FoundTube extends TrueTube {
  /** The mean of its boxes'. */
  readonly score: number;
}

/** One video: what is done in it, and what was found in its frames, in their order. */
export interface DetectedVideo {
  readonly truth: readonly TrueTube[];
  readonly frames: readonly (readonly FoundBox[])[];
}

/** A box goes on with the one of the next frame that it overlaps most, at least so much. */
const LINK = 0.2;
/** Frames that a tube may miss. */
const GAP = 2;
/** Tubes of a label in a video: more only add false alarms of low score. */
const MOST = 10;

/** 0..1: the mean IoU over the frames that either tube has; 0 in a frame that only one has. */
export function tubeIou(a: Tube, b: Tube): number {
  const frames = new Set([...a.keys(), ...b.keys()]);
  let sum = 0;
  for (const frame of frames) {
    const [own, other] = [a.get(frame), b.get(frame)];
    sum += own && other ? rectangleIou(own, other) : 0;
  }
  return frames.size > 0 ? sum / frames.size : 0;
}

/** Links a label's boxes over a video's frames: from the best box that is left, forward and back, until none is left. */
export function linkTubes(frames: readonly (readonly FoundBox[])[], label: string): readonly FoundTube[] {
  const left = frames.map((boxes) => new Set(boxes.filter((box) => box.label === label)));
  const tubes: FoundTube[] = [];
  while (tubes.length < MOST) {
    const [first] = left
      .flatMap((boxes, frame) => [...boxes].map((box) => ({ box, frame })))
      .sort((a, b) => b.box.score - a.box.score);
    if (!first) {
      break;
    }
    const boxes = new Map<number, FoundBox>([[first.frame, first.box]]);
    for (const step of [1, -1]) {
      let last = first;
      for (
        let frame = first.frame + step;
        Math.abs(frame - last.frame) <= GAP + 1 && left[frame];
        frame += step
      ) {
        let best: FoundBox | null = null;
        for (const box of left[frame] ?? []) {
          const overlap = rectangleIou(box, last.box);
          if (overlap >= LINK && (!best || overlap > rectangleIou(best, last.box))) {
            best = box;
          }
        }
        if (best) {
          boxes.set(frame, best);
          last = { box: best, frame };
        }
      }
    }
    for (const [frame, box] of boxes) {
      left[frame]?.delete(box);
    }
    const scores = [...boxes.values()].map(({ score }) => score);
    tubes.push({ label, boxes, score: scores.reduce((a, b) => a + b, 0) / scores.length });
  }
  return tubes;
}

/** Average precision of every class's tubes and their mean over the classes that have one. */
export function videoMeanAveragePrecision(
  videos: readonly DetectedVideo[],
  labels: readonly string[],
  threshold = 0.5,
): DetectionAccuracy {
  const classes = labels.map((label) => {
    const truth = videos.map((video) => video.truth.filter((tube) => tube.label === label));
    const found = videos
      .flatMap(({ frames }, index) => linkTubes(frames, label).map((tube) => ({ tube, index })))
      .sort((a, b) => b.tube.score - a.tube.score);
    const taken = new Set<TrueTube>();
    const hits = found.map(({ tube, index }) => {
      const [best] = (truth[index] ?? [])
        .map((target) => ({ target, overlap: tubeIou(tube.boxes, target.boxes) }))
        .sort((a, b) => b.overlap - a.overlap);
      const hit = best !== undefined && best.overlap >= threshold && !taken.has(best.target);
      if (hit) {
        taken.add(best.target);
      }
      return hit;
    });
    const boxes = truth.flat().length;
    return { label, ap: averagePrecision(hits, boxes), boxes };
  });
  const counted = classes.filter((one) => one.boxes > 0);
  return { mAP: counted.reduce((sum, one) => sum + one.ap, 0) / counted.length, classes };
}
