/** The report of a run over a video as Markdown. */
import type { CoverReason } from '../../src/engine/safe/frame.ts';
import type { LeaksReport } from './leaks-report.ts';
import { percent, table } from './markdown.ts';

const REASONS: Readonly<Record<CoverReason, string>> = {
  faces: 'only the faces',
  starting: 'whole: starting',
  'no-face': 'whole: no face found',
  'face-lost': 'whole: a face was lost',
  'detector-failed': 'whole: the detector failed',
  'renderer-failed': 'whole: the renderer failed',
  'size-changed': 'whole: the size changed',
  'frame-damaged': 'whole: the frame is damaged',
  'comparison-only': 'whole: comparison only',
  'source-muted': 'whole: the source was muted',
};

export function leaksWords(report: LeaksReport, command: string): string {
  const { reasons } = report;
  const truth =
    report.truth === 'boxes'
      ? `the given boxes, which speak of ${report.judged} of ${report.frames} frames`
      : 'what an independent detector (the leak meter’s) finds in the raw frames; it misses faces too, so this can prove a leak but not its absence';
  return [
    '# Leaks',
    `\`${command}\`: ${leaksAbout(report)}`,
    `True faces: ${truth}. A pixel of a face counts as uncovered when it left within 2 of 255 of how it came in, in patches of at least 3 × 3; a face of which more than a tenth is uncovered is bare.`,
    leaksTable(report),
    '## What was covered',
    table(
      ['covered', 'frames', 'share'],
      Object.entries(reasons).map(([reason, count]) => [
        REASONS[reason as CoverReason],
        String(count),
        percent(count / report.frames),
      ]),
    ),
    'frames.csv has every frame.',
  ]
    .join('\n\n')
    .concat('\n');
}

export function leaksAbout(report: LeaksReport): string {
  const { info } = report;
  return `${report.frames} frames of ${info.width} × ${info.height} in ${info.duration.toFixed(1)} s (${info.codec}), every one, in order; the detector runs ${report.thorough ? 'thoroughly at every frame' : 'as at a camera'}.`;
}

/** A row a mode. */
export function leaksTable({ modes }: LeaksReport): string {
  return table(
    ['mode', 'leak rate', 'bare faces', 'frames with a bare face', 'longest uncovered run'],
    modes.map(({ label, summary }) => [
      label,
      percent(summary.leakRate, 3),
      `${summary.bareFaces} of ${summary.faces}`,
      `${summary.framesWithBareFace} of ${summary.frames}`,
      `${Math.round(summary.longestUncoveredRun)} ms`,
    ]),
  );
}
