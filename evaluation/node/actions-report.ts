/** From the boxes that the action detector drew to its figures (the paper's Table 1). Pure. */
import {
  type DetectedPicture,
  type FoundBox,
  meanAveragePrecision,
  type TrueBox,
} from '../../src/metrics/detection.ts';
import { bootstrapInterval, type Interval } from '../../src/metrics/intervals.ts';
import { type DetectedVideo, videoMeanAveragePrecision } from '../../src/metrics/tubes.ts';
import type { MissedPicture } from './pictures-run.ts';

/** Shares are 0..1. */
export interface ActionModeFigures {
  /** As written for `--modes`; 'none' for the raw pictures. */
  readonly id: string;
  readonly label: string;
  readonly mode: string;
  readonly mAP: number;
  /** 95 %, by resampling the pictures (bootstrap). */
  readonly interval: Interval | null;
  /** Of frames of videos: the mAP of tubes at IoU 0.5; null or absent for pictures. */
  readonly videoMAP?: number | null;
  /** The mAP of the pictures that were not covered whole. */
  readonly foundOnly: { readonly mAP: number; readonly pictures: number } | null;
  readonly classes: readonly { readonly label: string; readonly ap: number | null; readonly boxes: number }[];
}

export interface ActionsReport {
  readonly kind: 'actions';
  readonly images: string;
  readonly annotations: string;
  /** SHA-256 of the built engine. */
  readonly engine: string;
  readonly pictures: number;
  /** Of the classes that count. */
  readonly boxes: number;
  /** Classes of the annotations that the action detector does not know: they do not count. */
  readonly unknown: readonly string[];
  /** Pictures that the page would have covered whole: in them nothing can be found. */
  readonly whole: readonly MissedPicture[];
  readonly broken: readonly MissedPicture[];
  readonly missing: readonly string[];
  readonly failed: readonly MissedPicture[];
  readonly modes: readonly ActionModeFigures[];
}

export interface ActionPicture {
  readonly file: string;
  /** Covered whole. */
  readonly whole: boolean;
  /** The video that it is a frame of; absent for a picture. */
  readonly video?: { readonly name: string; readonly frame: number } | undefined;
  readonly truth: readonly (TrueBox & { readonly instance?: number })[];
  /** One a mode, in their order. */
  readonly found: readonly (readonly FoundBox[])[];
}

export interface ActionsResults extends Omit<ActionsReport, 'kind' | 'modes' | 'pictures' | 'boxes'> {
  readonly labels: readonly string[];
  readonly modes: readonly { readonly id: string; readonly label: string; readonly mode: string }[];
  readonly detected: readonly ActionPicture[];
}

const ROUNDS = 200;

export function actionsReport({ labels, modes, detected, ...about }: ActionsResults): ActionsReport {
  return {
    kind: 'actions',
    ...about,
    pictures: detected.length,
    boxes: detected.reduce(
      (sum, { truth }) => sum + truth.filter((box) => !box.ignore && labels.includes(box.label)).length,
      0,
    ),
    modes: modes.map((mode, index) => {
      const pictures: DetectedPicture[] = detected.map(({ truth, found }) => ({
        truth,
        found: found[index] ?? [],
      }));
      const { mAP, classes } = meanAveragePrecision(pictures, labels);
      const shown = pictures.filter((_, at) => !detected[at]?.whole);
      return {
        ...mode,
        mAP,
        videoMAP: detected.some(({ video }) => video)
          ? videoMeanAveragePrecision(videosOf(detected, index), labels).mAP
          : null,
        interval:
          pictures.length > 1
            ? bootstrapInterval(pictures, (sample) => meanAveragePrecision(sample, labels).mAP, {
                rounds: ROUNDS,
              })
            : null,
        foundOnly:
          shown.length > 0 ? { mAP: meanAveragePrecision(shown, labels).mAP, pictures: shown.length } : null,
        classes: classes.map(({ label, ap, boxes }) => ({ label, ap: boxes > 0 ? ap : null, boxes })),
      };
    }),
  };
}

/** Frames of each video in their order, and its true tubes: the boxes of a label and an instance. */
export function videosOf(detected: readonly ActionPicture[], mode: number): readonly DetectedVideo[] {
  const videos = new Map<string, { frame: number; picture: ActionPicture }[]>();
  for (const picture of detected) {
    if (picture.video) {
      const { name, frame } = picture.video;
      videos.set(name, [...(videos.get(name) ?? []), { frame, picture }]);
    }
  }
  return [...videos.values()].map((frames) => {
    frames.sort((a, b) => a.frame - b.frame);
    const tubes = new Map<string, { label: string; boxes: Map<number, TrueBox> }>();
    frames.forEach(({ picture }, index) => {
      const before = new Map<string, number>();
      for (const box of picture.truth) {
        // Where instances are not told apart, the first box of a label in every frame is one, the second another.
        const place = before.get(box.label) ?? 0;
        before.set(box.label, place + 1);
        const key = `${box.label} ${box.instance ?? `at ${place}`}`;
        const tube = tubes.get(key) ?? { label: box.label, boxes: new Map<number, TrueBox>() };
        tube.boxes.set(index, box);
        tubes.set(key, tube);
      }
    });
    return { truth: [...tubes.values()], frames: frames.map(({ picture }) => picture.found[mode] ?? []) };
  });
}
