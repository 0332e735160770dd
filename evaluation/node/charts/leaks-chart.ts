/** Leaks over a video's time: the share of true face pixels that left uncovered, and what was covered whole. */
import type { LeaksReport } from '../leaks-report.ts';
import { COLOURS, drawing, el, INK, line, scale, text } from './svg.ts';

const LEFT = 64;
const RIGHT = 740;
const TOP = 84;
const BOTTOM = 264;
/** Points a curve; of more frames the worst of each group is drawn, so that no leak is hidden by drawing. */
const POINTS = 600;

export function leaksChart({ perFrame, modes, info }: LeaksReport): string {
  const end = Math.max(info.duration, perFrame[perFrame.length - 1]?.time ?? 0, 1e-3);
  const x = scale([0, end], [LEFT, RIGHT]);
  const worst = Math.max(0, ...perFrame.flatMap((frame) => frame.modes.map(({ uncovered }) => uncovered)));
  const top = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((limit) => worst <= limit) ?? 1;
  const y = scale([0, top], [BOTTOM, TOP]);
  const group = Math.max(1, Math.ceil(perFrame.length / POINTS));
  const groups = Array.from({ length: Math.ceil(perFrame.length / group) }, (_, i) =>
    perFrame.slice(i * group, (i + 1) * group),
  );
  const width = (RIGHT - LEFT) / Math.max(1, groups.length);
  return drawing(
    780,
    330 + 18 * Math.ceil(modes.length / 3),
    `Leaks over time. ${modes.map(({ label, summary }) => `${label}: ${(summary.leakRate * 100).toFixed(3)} % of true face pixels, longest uncovered run ${Math.round(summary.longestUncoveredRun)} ms`).join('; ')}.`,
    text(20, 28, 'Uncovered share of the true faces’ pixels, frame by frame', {
      'font-size': 16,
      'font-weight': 600,
    }),
    el('rect', { x: 20, y: 46, width: 12, height: 12, fill: INK.grid }),
    text(38, 57, 'the whole frame was covered', { fill: INK.quiet, 'font-size': 12 }),
    ...groups.flatMap((frames, i) =>
      frames.every(({ reason }) => reason !== 'faces')
        ? [
            el('rect', {
              x: LEFT + i * width,
              y: TOP,
              width: width + 0.3,
              height: BOTTOM - TOP,
              fill: INK.grid,
            }),
          ]
        : [],
    ),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      line(LEFT, y(share * top), RIGHT, y(share * top)),
      text(LEFT - 8, y(share * top) + 4, `${Number((share * top * 100).toFixed(3))} %`, {
        'text-anchor': 'end',
        fill: INK.quiet,
        'font-size': 12,
      }),
    ]),
    ...[0, 0.25, 0.5, 0.75, 1].map((share) =>
      text(x(share * end), BOTTOM + 20, `${(share * end).toFixed(1)} s`, {
        'text-anchor': 'middle',
        fill: INK.quiet,
        'font-size': 12,
      }),
    ),
    ...modes.map((_, m) =>
      el('polyline', {
        points: groups
          .map((frames, i) => {
            const value = Math.max(0, ...frames.map((frame) => frame.modes[m]?.uncovered ?? 0));
            return `${(LEFT + (i + 0.5) * width).toFixed(1)},${y(value).toFixed(1)}`;
          })
          .join(' '),
        fill: 'none',
        stroke: COLOURS[m % COLOURS.length],
        'stroke-width': 1.6,
      }),
    ),
    ...modes.flatMap(({ label }, m) => {
      const at = { x: LEFT + (m % 3) * 225, y: BOTTOM + 46 + Math.floor(m / 3) * 18 };
      return [
        line(at.x, at.y - 4, at.x + 18, at.y - 4, { stroke: COLOURS[m % COLOURS.length], 'stroke-width': 2 }),
        text(at.x + 24, at.y, label, { 'font-size': 12 }),
      ];
    }),
  );
}
