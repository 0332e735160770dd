/** Made-up reports that the charts are tested with. Their figures mean nothing. */
import type { ActionsReport } from '../actions-report.ts';
import type { FacesReport, VerificationFigures } from '../faces-report.ts';
import type { LeaksReport } from '../leaks-report.ts';

const figures = (accuracy: number): VerificationFigures => ({
  accuracy,
  standardError: 0.01,
  interval: { low: accuracy - 0.04, high: Math.min(1, accuracy + 0.03) },
  pairs: 600,
  areaUnder: accuracy,
  equalErrorRate: 1 - accuracy,
  foundOnly: null,
});

const MODES = [
  { id: 'blur:cells=8', label: 'Blur 8 × 8', mode: 'blur', accuracy: 0.66, mAP: 0.31 },
  { id: 'noise:variance=0.5', label: 'Noise σ² 0.5', mode: 'noise', accuracy: 0.8, mAP: 0.34 },
  { id: 'mask:style=black', label: 'Mask Black & <white>', mode: 'mask', accuracy: 0.5, mAP: 0.22 },
  { id: 'learned', label: 'Learned', mode: 'learned', accuracy: 0.58, mAP: 0.4 },
] as const;

export const FACES: FacesReport = {
  kind: 'faces',
  images: 'faces',
  pairsFile: 'pairs.txt',
  engine: 'abc',
  people: 40,
  pictures: 300,
  folds: { count: 10, from: 'file' },
  detection: { covered: 300, whole: [], elsewhere: [], missedShare: 0, interval: { low: 0, high: 0.0126 } },
  broken: [],
  missing: [],
  failed: [],
  pairs: { same: 300, different: 300, notScored: 0 },
  recognisers: [
    { id: 'dlib', label: 'dlib-style ResNet', shift: 0 },
    { id: 'faceres', label: 'MobileNet v1', shift: -0.03 },
  ].map(({ id, label, shift }) => ({
    id,
    label,
    rawRaw: figures(0.98 + shift),
    modes: MODES.map((mode) => ({
      id: mode.id,
      label: mode.label,
      mode: mode.mode,
      rawAnonymised: figures(mode.accuracy - 0.04 + shift / 2),
      anonymisedAnonymised: figures(mode.accuracy + shift / 2),
      stillRecognised: 0.1,
    })),
  })),
};

export const ACTIONS: ActionsReport = {
  kind: 'actions',
  images: 'actions',
  annotations: 'coco.json',
  engine: 'abc',
  pictures: 120,
  boxes: 130,
  unknown: [],
  whole: [],
  broken: [],
  missing: [],
  failed: [],
  modes: [
    { id: 'none', label: 'Un-anonymised', mode: 'none', mAP: 0.45 },
    ...MODES.map(({ id, label, mode, mAP }) => ({ id, label, mode, mAP })),
  ].map((mode) => ({
    ...mode,
    interval: { low: mode.mAP - 0.05, high: mode.mAP + 0.06 },
    foundOnly: { mAP: mode.mAP + 0.02, pictures: 110 },
    classes: [
      { label: 'phoning', ap: mode.mAP + 0.1, boxes: 60 },
      { label: 'drinking', ap: mode.mAP - 0.1, boxes: 70 },
      { label: 'smoking', ap: null, boxes: 0 },
    ],
  })),
};

export const LEAKS: LeaksReport = {
  kind: 'leaks',
  video: 'clip.webm',
  info: { width: 640, height: 480, duration: 40, codec: 'vp8', frames: 1200 },
  engine: 'abc',
  thorough: false,
  truth: 'boxes',
  frames: 1200,
  judged: 1200,
  reasons: { faces: 1100, 'no-face': 100 },
  modes: [
    {
      id: 'mask:style=figure',
      label: 'Mask',
      mode: 'mask',
      summary: {
        frames: 1200,
        faces: 1200,
        leakRate: 0.004,
        bareFaces: 1,
        framesWithBareFace: 1,
        longestUncoveredRun: 33,
      },
    },
  ],
  perFrame: Array.from({ length: 1200 }, (_, i) => ({
    time: i / 30,
    reason: i < 100 ? 'no-face' : 'faces',
    faces: 1,
    modes: [{ uncovered: i === 777 ? 0.43 : 0.004 * Math.max(0, Math.sin(i / 40)), bare: i === 777 ? 1 : 0 }],
  })),
};
