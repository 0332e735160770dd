/** From what was measured in a video's frames to its figures. Pure. */
import type { CoverReason } from '../../src/engine/safe/frame.ts';
import { isBare, type LeakSummary, leakSummary } from '../../src/metrics/leaks.ts';
import type { MeasuredFrame, VideoInfo } from '../browser/tasks.ts';

export interface FrameFigures {
  /** Seconds. */
  readonly time: number;
  /** 'faces': the faces were covered; anything else: the whole frame, for this reason. */
  readonly reason: CoverReason;
  /** True faces; null when the frame was not judged. */
  readonly faces: number | null;
  /** One a mode: share of the true faces' pixels that left uncovered, 0..1, and faces of which more than a tenth did. */
  readonly modes: readonly { readonly uncovered: number; readonly bare: number }[];
}

export interface LeaksReport {
  readonly kind: 'leaks';
  readonly video: string;
  readonly info: VideoInfo;
  /** SHA-256 of the built engine. */
  readonly engine: string;
  /** Every pass of the detector on every frame. */
  readonly thorough: boolean;
  readonly truth: 'boxes' | 'independent detector';
  readonly frames: number;
  readonly judged: number;
  /** Frames by what was covered. */
  readonly reasons: Readonly<Partial<Record<CoverReason, number>>>;
  readonly modes: readonly {
    readonly id: string;
    readonly label: string;
    readonly mode: string;
    readonly summary: LeakSummary;
  }[];
  readonly perFrame: readonly FrameFigures[];
}

export interface LeaksResults extends Pick<LeaksReport, 'video' | 'info' | 'engine' | 'thorough' | 'truth'> {
  readonly variants: readonly { readonly id: string; readonly label: string; readonly mode: string }[];
  readonly measured: readonly MeasuredFrame[];
}

export function leaksReport({ variants, measured, ...about }: LeaksResults): LeaksReport {
  const judged = measured.filter((frame) => frame.truth !== null);
  const reasons: Partial<Record<CoverReason, number>> = {};
  for (const { reason } of measured) {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return {
    kind: 'leaks',
    ...about,
    frames: measured.length,
    judged: judged.length,
    reasons,
    modes: variants.map(({ id, label, mode }, index) => ({
      id,
      label,
      mode,
      summary: leakSummary(
        judged.map(({ timestamp, pixels }) => ({ timestamp, faces: pixels[index] ?? [] })),
      ),
    })),
    perFrame: measured.map((frame) => ({
      time: frame.timestamp / 1e6,
      reason: frame.reason,
      faces: frame.truth?.length ?? null,
      modes: frame.pixels.map((faces) => {
        const inside = faces.reduce((sum, face) => sum + face.inside, 0);
        const uncovered = faces.reduce((sum, face) => sum + face.uncovered, 0);
        return { uncovered: inside > 0 ? uncovered / inside : 0, bare: faces.filter(isBare).length };
      }),
    })),
  };
}

/** Per frame, for a spreadsheet. */
export function framesCsv({ perFrame, modes }: LeaksReport): string {
  const head = [
    'frame',
    'seconds',
    'covered',
    'faces',
    ...modes.flatMap(({ id }) => [`${id} uncovered`, `${id} bare`]),
  ];
  const rows = perFrame.map(({ time, reason, faces, modes: own }, index) => [
    index,
    time.toFixed(6),
    reason,
    faces ?? '',
    ...own.flatMap(({ uncovered, bare }) => (faces === null ? ['', ''] : [uncovered.toFixed(6), bare])),
  ]);
  return [head, ...rows]
    .map((row) => row.join(','))
    .join('\n')
    .concat('\n');
}
