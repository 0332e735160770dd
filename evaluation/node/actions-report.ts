/** From the boxes that the action detector drew to its figures (the paper's Table 1). Pure. */
import {
  type DetectedPicture,
  type FoundBox,
  meanAveragePrecision,
  type TrueBox,
} from '../../src/metrics/detection.ts';
import { bootstrapInterval, type Interval } from '../../src/metrics/intervals.ts';
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
  readonly truth: readonly TrueBox[];
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
