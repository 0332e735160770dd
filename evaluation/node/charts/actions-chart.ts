/** Action mAP of every mode, a bar each with its 95 % interval. */
import type { ActionsReport } from '../actions-report.ts';
import { COLOURS, drawing, el, INK, line, scale, text } from './svg.ts';

const LEFT = 190;
const RIGHT = 700;
const TOP = 64;
const ROW = 28;

export function actionsChart({ modes, pictures }: ActionsReport): string {
  const bottom = TOP + modes.length * ROW;
  const most = Math.max(0.1, ...modes.map(({ mAP, interval }) => interval?.high ?? mAP));
  const top = Math.ceil(most * 10) / 10;
  const x = scale([0, top], [LEFT, RIGHT]);
  const ticks = Array.from({ length: Math.round(top * 10) + 1 }, (_, i) => i / 10);
  return drawing(
    760,
    bottom + 56,
    `Action mAP. ${modes.map(({ label, mAP }) => `${label}: ${(mAP * 100).toFixed(1)} %`).join('; ')}.`,
    text(20, 28, 'Actions still seen: mAP@0.5', { 'font-size': 16, 'font-weight': 600 }),
    ...ticks.flatMap((tick) => [
      line(x(tick), TOP - 8, x(tick), bottom),
      text(x(tick), bottom + 18, `${Math.round(tick * 100)} %`, {
        'text-anchor': 'middle',
        fill: INK.quiet,
        'font-size': 12,
      }),
    ]),
    text(20, bottom + 42, `${pictures} pictures; lines are 95 % intervals`, {
      fill: INK.quiet,
      'font-size': 12,
    }),
    ...modes.flatMap(({ id, label, mAP, interval }, i) => {
      const y = TOP + (i + 0.5) * ROW;
      return [
        text(LEFT - 14, y + 4, label, { 'text-anchor': 'end' }),
        el('rect', {
          x: LEFT,
          y: y - 8,
          width: Math.max(0, x(mAP) - LEFT),
          height: 16,
          fill: id === 'none' ? COLOURS[2] : COLOURS[0],
          'fill-opacity': 0.8,
        }),
        interval
          ? line(x(interval.low), y, x(interval.high), y, { stroke: INK.text, 'stroke-width': 1.5 })
          : '',
      ];
    }),
  );
}
