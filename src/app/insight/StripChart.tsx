/** A measurement over time: uPlot draws it, and words say what it shows. */
import { useEffect, useId, useRef, useSyncExternalStore } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from '../../session/series.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { useDark } from './useDark.ts';

export const chartWords = i18n('chart', {
  nothing: params('{line}: nothing measured.'),
  line: params('{line}: from {from} to {to}, last {last}.'),
  overTime: params('{label} over time.'),
});

export interface Line<K extends string> {
  readonly key: K;
  readonly label: string;
  /** A custom property of base.css. */
  readonly colour: `--${string}`;
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

export interface StripChartProps<K extends string> {
  /** Of the chart's test id, in every language. */
  readonly name: string;
  readonly label: string;
  readonly series: Series<K>;
  readonly lines: readonly Line<K>[];
  /** Seconds to show. */
  readonly span: number;
  /** The vertical axis reaches at least from..to. */
  readonly least: readonly [number, number];
  /** A value as words, with its unit. */
  readonly words: (value: number) => string;
  /** What stands in the chart's place while there is nothing. */
  readonly empty: string;
}

const HEIGHT = 170;

export function StripChart<K extends string>(props: StripChartProps<K>) {
  const { name, series, lines, span, least, words, label, empty } = props;
  const t = useWords(chartWords);
  const dark = useDark();
  const id = useId();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const version = useSyncExternalStore(series.subscribe, () => series.version);
  const isEmpty = series.length === 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the chart is rebuilt for new colours; new data are handed over below.
  useEffect(() => {
    const element = holder.current;
    if (!element || isEmpty) {
      return;
    }
    const chart = new uPlot(
      optionsFor(element, lines, least, words),
      pick(series, lines, span) as uPlot.AlignedData,
      element,
    );
    plot.current = chart;
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [dark, isEmpty, lines, series]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says that the series has changed.
  useEffect(() => {
    const columns = pick(series, lines, span);
    const end = columns[0].at(-1) ?? 0;
    plot.current?.batch(() => {
      plot.current?.setData(columns as uPlot.AlignedData);
      plot.current?.setScale('x', { min: Math.max(0, end - span), max: Math.max(end, 10) });
    });
  }, [version, span, series, lines]);

  const [, ...columns] = pick(series, lines, span);
  return (
    <figure className="strip" data-testid={`strip-${name}`} data-points={series.length}>
      <figcaption>
        <span id={id}>{label}</span>
        <ul className="legend">
          {lines.map((line, i) => (
            <li key={line.key}>
              <svg width="18" height="10" aria-hidden="true">
                <line
                  x1="1"
                  x2="17"
                  y1="5"
                  y2="5"
                  stroke={`var(${line.colour})`}
                  strokeWidth="2.5"
                  strokeDasharray={line.dashed ? '4 3' : undefined}
                />
              </svg>
              {line.label} <strong>{valueWords(columns[i]?.at(-1), words)}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      {isEmpty ? (
        <p className="strip-empty">{empty}</p>
      ) : (
        <div
          ref={holder}
          className="strip-plot"
          role="img"
          aria-label={describe(label, lines, columns, words, t)}
        />
      )}
    </figure>
  );
}

function pick<K extends string>(
  series: Series<K>,
  lines: readonly Line<K>[],
  span: number,
): [number[], ...(number | null)[][]] {
  const [times, ...columns] = series.columns(span);
  return [times, ...lines.map((line) => columns[series.keys.indexOf(line.key)] ?? [])];
}

function valueWords(value: number | null | undefined, words: (value: number) => string): string {
  return value === null || value === undefined ? '–' : words(value);
}

/** The chart in one sentence a line, for those who do not see it. */
function describe<K extends string>(
  label: string,
  lines: readonly Line<K>[],
  columns: readonly (number | null)[][],
  words: (value: number) => string,
  t: ReturnType<typeof chartWords.get>,
): string {
  const sentences = lines.map((line, i) => {
    const values = (columns[i] ?? []).filter((value) => value !== null);
    if (values.length === 0) {
      return t.nothing({ line: line.label });
    }
    return t.line({
      line: line.label,
      from: words(Math.min(...values)),
      to: words(Math.max(...values)),
      last: words(values.at(-1) as number),
    });
  });
  return `${t.overTime({ label })} ${sentences.join(' ')}`;
}

/** Minutes and seconds since the page was opened. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function optionsFor<K extends string>(
  element: HTMLElement,
  lines: readonly Line<K>[],
  [low, high]: readonly [number, number],
  words: (value: number) => string,
): uPlot.Options {
  const style = getComputedStyle(element);
  // A canvas cannot tell light from dark: it is given what the variable comes to here.
  const colour = (name: string) => {
    const before = element.style.color;
    element.style.color = `var(${name})`;
    const { color } = style;
    element.style.color = before;
    return color;
  };
  const axis: uPlot.Axis = {
    stroke: colour('--ink-soft'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false },
      y: {
        range: (_plot, min, max) => [Math.min(low, min ?? low), Math.max(high, (max ?? high) * 1.05)],
      },
    },
    axes: [
      { ...axis, size: 26, values: (_plot, splits) => splits.map(clock), space: 70 },
      { ...axis, size: 66, values: (_plot, splits) => splits.map(words), space: 34 },
    ],
    series: [
      {},
      ...lines.map(
        (line): uPlot.Series => ({
          stroke: colour(line.colour),
          width: 2,
          ...(line.filled ? { fill: `color-mix(in srgb, ${colour(line.colour)} 16%, transparent)` } : {}),
          ...(line.dashed ? { dash: [6, 4] } : {}),
          points: { show: false },
        }),
      ),
    ],
  };
}
