/** Privacy against use (the paper's Fig. 4): verification error across, action mAP upwards, one numbered mark a mode. */
import { isUnbeaten, placeOf, type TradeOffPoint } from '../../../src/metrics/trade-off.ts';
import { COLOURS, drawing, el, INK, line, scale, text } from './svg.ts';

export interface DrawnPoint extends TradeOffPoint {
  /** 'published': drawn hollow. */
  readonly from: 'published' | 'measured';
}

const PLOT = { left: 168, right: 596, top: 56, bottom: 440 };
const MARK = 10;
/** Error percent; a little more than guessing. */
const WIDEST = 60;
const LINE = 23;
/** Marks in the left margin are placed side by side where they would overlap. */
const MARGIN = { right: PLOT.left - 44, columns: 4, step: 2 * MARK + 1 } as const;

/** @param title what the measured points were measured on. */
export function tradeOffChart(points: readonly DrawnPoint[], title: string): string {
  const sorted = [...points]
    .filter((point) => point.mAP !== null || errorOf(point) !== null)
    .sort(
      (a, b) =>
        Number(a.from === 'published') - Number(b.from === 'published') ||
        Number(a.mAP === null) - Number(b.mAP === null) ||
        (errorOf(b) ?? -1) - (errorOf(a) ?? -1) ||
        (b.mAP ?? -1) - (a.mAP ?? -1),
    );
  const top = Math.max(20, Math.ceil(Math.max(0, ...sorted.map(({ mAP }) => mAP ?? 0)) / 10) * 10);
  const x = scale([0, WIDEST], [PLOT.left, PLOT.right]);
  const y = scale([0, top], [PLOT.bottom, PLOT.top]);
  const floor = sorted.some(({ mAP }) => mAP === null) ? 34 : 0;
  const axis = PLOT.bottom + floor;
  const height = Math.max(axis + 64, 96 + LINE * (sorted.length + 3));
  const places = placesOf(sorted, x, y);
  return drawing(
    940,
    height,
    `${title}. ${sorted.map(inWords).join('; ')}.`,
    text(PLOT.left, 28, title, { 'font-size': 16, 'font-weight': 600 }),
    ...[0, 10, 20, 30, 40, 50, 60].flatMap((error) => [
      line(
        x(error),
        PLOT.top,
        x(error),
        PLOT.bottom,
        error === 50 ? { stroke: INK.quiet, 'stroke-dasharray': '4 4' } : {},
      ),
      text(x(error), axis + 22, String(error), { 'text-anchor': 'middle', fill: INK.quiet }),
    ]),
    text(x(50) + 5, PLOT.top + 12, 'guessing', { fill: INK.quiet, 'font-size': 12 }),
    ...Array.from({ length: top / 10 + 1 }, (_, i) => i * 10).flatMap((mAP) => [
      line(PLOT.left, y(mAP), PLOT.right, y(mAP)),
      text(PLOT.left - 8, y(mAP) + 4, String(mAP), { 'text-anchor': 'end', fill: INK.quiet }),
    ]),
    text((PLOT.left + PLOT.right) / 2, axis + 46, 'Verification error of anonymised faces, %', {
      'text-anchor': 'middle',
    }),
    text(0, 0, 'Action mAP@0.5, %', {
      transform: `translate(22 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)`,
      'text-anchor': 'middle',
    }),
    ...front(sorted, x, y),
    // Published ones first: what was measured here lies on top of them.
    ...(['published', 'measured'] as const).flatMap((from) =>
      sorted.flatMap((point, i) =>
        point.from === from ? mark(point, i + 1, places[i] ?? { x: 0, y: 0 }) : [],
      ),
    ),
    ...key(sorted),
  );
}

/** What was not measured stands in a margin of its own: left of the plot, or below it. */
function placesOf(
  points: readonly DrawnPoint[],
  x: (error: number) => number,
  y: (mAP: number) => number,
): { readonly x: number; readonly y: number }[] {
  const places: { x: number; y: number }[] = [];
  for (const point of points) {
    const error = errorOf(point);
    const at = { x: 0, y: point.mAP === null ? PLOT.bottom + 24 : y(point.mAP) };
    if (error === null) {
      const columns = Array.from({ length: MARGIN.columns }, (_, i) => MARGIN.right - i * MARGIN.step);
      at.x =
        columns.find((one) =>
          places.every((other) => other.x !== one || Math.abs(other.y - at.y) > 2 * MARK),
        ) ?? MARGIN.right;
    } else {
      at.x = x(Math.min(error, WIDEST));
    }
    places.push(at);
  }
  return places;
}

/** A line through the points that no other one beats in both ways. */
function front(points: readonly DrawnPoint[], x: (v: number) => number, y: (v: number) => number): string[] {
  const measured = points.filter(({ from }) => from === 'measured');
  const places = measured
    .filter((point) => isUnbeaten(point, measured))
    .flatMap((point) => placeOf(point) ?? [])
    .sort((a, b) => a.error - b.error);
  return places.length < 2
    ? []
    : [
        el('polyline', {
          points: places
            .map(({ error, mAP }) => `${x(Math.min(error, WIDEST)).toFixed(1)},${y(mAP).toFixed(1)}`)
            .join(' '),
          fill: 'none',
          stroke: COLOURS[0],
          'stroke-opacity': 0.45,
          'stroke-width': 2,
        }),
      ];
}

function mark({ from }: DrawnPoint, number: number, at: { readonly x: number; readonly y: number }): string {
  const measured = from === 'measured';
  return el(
    'g',
    {},
    el('circle', {
      cx: at.x,
      cy: at.y,
      r: MARK,
      fill: measured ? COLOURS[0] : INK.paper,
      stroke: measured ? INK.paper : INK.quiet,
      'stroke-width': 1.5,
    }),
    text(at.x, at.y + 4, String(number), {
      'text-anchor': 'middle',
      'font-size': 11,
      fill: measured ? INK.paper : INK.text,
    }),
  );
}

function key(points: readonly DrawnPoint[]): string[] {
  const left = PLOT.right + 34;
  let y = 40;
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    const first = !before || headOf(before) !== headOf(point);
    y += first ? LINE + (before ? 12 : 0) : 0;
    const head = first
      ? text(left - MARK, y - 4, headOf(point), { 'font-weight': 600, 'font-size': 12 })
      : '';
    y += first ? LINE - 6 : LINE;
    return [
      head,
      mark(point, i + 1, { x: left, y }),
      text(left + 18, y + 4, point.label, { 'font-size': 12 }),
    ];
  });
}

function headOf(point: DrawnPoint): string {
  const whose = point.from === 'measured' ? 'Measured here' : 'Published, on other data';
  return errorOf(point) === null
    ? `${whose}; error not given`
    : point.mAP === null
      ? `${whose}; actions not measured`
      : whose;
}

function errorOf(point: TradeOffPoint): number | null {
  return placeOf({ ...point, mAP: 0 })?.error ?? null;
}

function inWords(point: DrawnPoint): string {
  const error = errorOf(point);
  return `${point.label}: error ${error === null ? 'not given' : `${error.toFixed(1)} %`}, mAP ${point.mAP === null ? 'not measured' : `${point.mAP.toFixed(1)} %`}`;
}
