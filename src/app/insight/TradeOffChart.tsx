/** The trade-off drawn: a scatter where actions were measured, bars where only verification was. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { i18n, inDigits, params, percent, useWords } from '../i18n.ts';

export const words = i18n('tradeOffChart', {
  guessing: 'guessing',
  actions: 'Actions found (mAP), %',
  error: 'Recogniser’s error, %',
  unmeasured: 'actions not measured',
  errorOf: params('Error of {mode}'),
  inWords: params('{mode}: recogniser’s error {error} %, {actions}'),
  found: params('actions found (mAP) {mAP} %'),
});

export interface ChartPoint {
  readonly label: string;
  /** Verification error, per cent. */
  readonly error: number;
  /** Per cent; null where it was not measured. */
  readonly mAP: number | null;
  readonly kind: 'published' | 'in-use' | 'session';
}

const HEIGHT = 340;
const EDGE = { left: 44, right: 14, top: 16, bottom: 44 };
/** A little more than 50 per cent, which is guessing. */
const WIDEST_ERROR = 55;
const MARK = 10;
/** Where marks lie on each other, what is the viewer's own lies on top. */
const LAYER = { published: 0, 'in-use': 1, session: 2 } as const;

/**
 * Verification error across, action mAP upwards; points without mAP stand hollow on the floor. Marks carry numbers and the
 * list beside them says whose they are: labels in the picture would lie on each other where modes are alike.
 */
export function Scatter({ points }: { readonly points: readonly ChartPoint[] }) {
  const t = useWords(words);
  const [holder, width] = useWidth(560);
  const sorted = [...points].sort((a, b) => b.error - a.error);
  const top = Math.ceil(Math.max(10, ...points.map((point) => point.mAP ?? 0)) / 10) * 10;
  const right = width - EDGE.right;
  const bottom = HEIGHT - EDGE.bottom;
  const xOf = (error: number) =>
    EDGE.left + (Math.min(error, WIDEST_ERROR) / WIDEST_ERROR) * (right - EDGE.left);
  const yOf = (mAP: number) => bottom - (mAP / top) * (bottom - EDGE.top);
  return (
    <div className="scatter">
      <div ref={holder}>
        <svg
          className="trade-off"
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={inWords(sorted, t)}
        >
          {[0, 10, 20, 30, 40, 50].map((error) => (
            <g key={error} className={error === 50 ? 'tick guess' : 'tick'}>
              <line x1={xOf(error)} x2={xOf(error)} y1={EDGE.top} y2={bottom} />
              <text x={xOf(error)} y={bottom + 18} textAnchor="middle">
                {error === 50 ? t.guessing : error}
              </text>
            </g>
          ))}
          {Array.from({ length: top / 10 + 1 }, (_, i) => i * 10).map((mAP) => (
            <g key={mAP} className="tick">
              <line x1={EDGE.left} x2={right} y1={yOf(mAP)} y2={yOf(mAP)} />
              <text x={EDGE.left - 8} y={yOf(mAP) + 4} textAnchor="end">
                {mAP}
              </text>
            </g>
          ))}
          <text className="axis" transform={`translate(11 ${(EDGE.top + bottom) / 2}) rotate(-90)`}>
            {t.actions}
          </text>
          <text className="axis" x={(EDGE.left + right) / 2} y={HEIGHT - 6}>
            {t.error}
          </text>
          {sorted
            .map((point, i) => ({ point, n: i + 1 }))
            .sort((a, b) => LAYER[a.point.kind] - LAYER[b.point.kind])
            .map(({ point, n }) => (
              <Mark key={point.label} point={point} n={n} x={xOf(point.error)} y={yOf(point.mAP ?? 0)} />
            ))}
        </svg>
      </div>
      <ol className="key">
        {sorted.map((point, i) => (
          <li key={point.label} className={point.kind}>
            <svg width="22" height="22" className="trade-off" aria-hidden="true">
              <Mark point={point} n={i + 1} x={11} y={11} />
            </svg>
            <span>
              {point.label}
              {point.mAP === null && <span className="hint"> {t.unmeasured}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Mark(props: {
  readonly point: ChartPoint;
  readonly n: number;
  readonly x: number;
  readonly y: number;
}) {
  const { point, n, x, y } = props;
  const kind = `mark ${point.kind}${point.mAP === null ? ' hollow' : ''}`;
  return (
    <g className={kind}>
      {point.kind === 'session' ? (
        <rect x={x - MARK} y={y - MARK} width={2 * MARK} height={2 * MARK} rx="3" />
      ) : (
        <circle cx={x} cy={y} r={MARK} />
      )}
      <text x={x} y={y + 4} textAnchor="middle">
        {n}
      </text>
    </g>
  );
}

/** Verification error alone: one bar a mode, the best hidden first. */
export function Bars({ points }: { readonly points: readonly ChartPoint[] }) {
  const t = useWords(words);
  const sorted = [...points].sort((a, b) => b.error - a.error);
  return (
    <ol className="bars">
      {sorted.map((point) => (
        <li key={point.label} className={point.kind}>
          <span className="bar-name">{point.label}</span>
          <meter
            min="0"
            max="50"
            value={Math.min(50, point.error)}
            aria-label={t.errorOf({ mode: point.label })}
          />
          <span className="bar-value">{percent(point.error / 100, 1)}</span>
        </li>
      ))}
    </ol>
  );
}

/** The width of an element, px, as it changes. */
function useWidth(first: number): [RefObject<HTMLDivElement | null>, number] {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const element = holder.current;
    if (!element) {
      return;
    }
    const measure = () => setWidth(Math.max(240, element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [holder, width];
}

function inWords(points: readonly ChartPoint[], t: ReturnType<typeof words.get>): string {
  return points
    .map(({ label, error, mAP }) =>
      t.inWords({
        mode: label,
        error: inDigits(error, 1),
        actions: mAP === null ? t.unmeasured : t.found({ mAP: inDigits(mAP, 1) }),
      }),
    )
    .join('; ');
}
