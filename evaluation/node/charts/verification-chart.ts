/** Verification accuracy of every mode, a mark and its 95 % interval for each kind of pair. */
import type { FacesReport, RecogniserFigures, VerificationFigures } from '../faces-report.ts';
import { COLOURS, drawing, el, INK, line, scale, text } from './svg.ts';

const LEFT = 190;
const RIGHT = 700;
const TOP = 84;
const ROW = 30;

export function verificationChart(report: FacesReport, { label, rawRaw, modes }: RecogniserFigures): string {
  const rows: { label: string; marks: [VerificationFigures | null, number][] }[] = [
    { label: 'Un-anonymised', marks: [[rawRaw, 2]] },
    ...modes.map((mode) => ({
      label: mode.label,
      marks: [
        [mode.rawAnonymised, 1],
        [mode.anonymisedAnonymised, 0],
      ] as [VerificationFigures | null, number][],
    })),
  ];
  const bottom = TOP + rows.length * ROW;
  const least = Math.min(
    0.5,
    ...rows.flatMap((row) => row.marks.map(([figures]) => figures?.interval.low ?? 1)),
  );
  const from = Math.max(0, Math.floor(least * 10) / 10);
  const x = scale([from, 1], [LEFT, RIGHT]);
  const ticks = Array.from({ length: Math.round((1 - from) * 10) + 1 }, (_, i) => from + i / 10);
  return drawing(
    760,
    bottom + 60,
    `Verification accuracy, ${label}. ${rows
      .map(
        (row) =>
          `${row.label}: ${row.marks.map(([f]) => (f ? `${(f.accuracy * 100).toFixed(1)} %` : '–')).join(' and ')}`,
      )
      .join('; ')}.`,
    text(20, 28, `Verification accuracy: ${label}`, { 'font-size': 16, 'font-weight': 600 }),
    ...LEGEND.flatMap((words, i) => [
      el('circle', { cx: 27 + i * 190, cy: 52, r: 5, fill: COLOURS[i] }),
      text(38 + i * 190, 56, words, { 'font-size': 12, fill: INK.quiet }),
    ]),
    ...ticks.flatMap((tick) => [
      line(
        x(tick),
        TOP - 8,
        x(tick),
        bottom,
        Math.abs(tick - 0.5) < 1e-6 ? { stroke: INK.quiet, 'stroke-dasharray': '4 4' } : {},
      ),
      text(x(tick), bottom + 18, `${Math.round(tick * 100)} %`, {
        'text-anchor': 'middle',
        fill: INK.quiet,
        'font-size': 12,
      }),
    ]),
    text(x(0.5), bottom + 34, 'guessing', { 'text-anchor': 'middle', fill: INK.quiet, 'font-size': 12 }),
    text(20, bottom + 50, `${report.pairs.same + report.pairs.different} pairs; bars are 95 % intervals`, {
      fill: INK.quiet,
      'font-size': 12,
    }),
    ...rows.flatMap((row, i) => {
      const y = TOP + (i + 0.5) * ROW;
      return [
        text(LEFT - 14, y + 4, row.label, { 'text-anchor': 'end' }),
        ...row.marks.flatMap(([figures, colour], k) =>
          figures
            ? interval(figures, x, y + (row.marks.length > 1 ? k * 9 - 4.5 : 0), COLOURS[colour] ?? INK.text)
            : [],
        ),
      ];
    }),
  );
}

/** In the order of `COLOURS`. */
const LEGEND = ['anonymised–anonymised', 'raw–anonymised', 'raw–raw'];

function interval(
  { accuracy, interval: { low, high } }: VerificationFigures,
  x: (share: number) => number,
  y: number,
  colour: string,
): string[] {
  return [
    line(x(low), y, x(high), y, { stroke: colour, 'stroke-width': 2, 'stroke-opacity': 0.6 }),
    el('circle', { cx: x(accuracy), cy: y, r: 4.5, fill: colour }),
  ];
}
