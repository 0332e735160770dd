/** `npm run evaluate -- charts`: the trade-off chart and the tables from reports that are there. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { UsageError } from '../../../cli/headless/errors.ts';
import type { TradeOff, TradeOffPoint } from '../../../src/metrics/trade-off.ts';
import { actionsAbout, actionsTable } from '../actions-markdown.ts';
import type { ActionsReport } from '../actions-report.ts';
import { detectionWords, facesAbout, facesTable } from '../faces-markdown.ts';
import type { FacesReport } from '../faces-report.ts';
import { writeWhole } from '../journal.ts';
import { leaksAbout, leaksTable } from '../leaks-markdown.ts';
import type { LeaksReport } from '../leaks-report.ts';
import { table } from '../markdown.ts';
import { type Charts, chartsOf, type Report, tradeOffCharts, tradeOffPoints } from './charts.ts';
import { pngOf } from './png.ts';

const PUBLISHED = join(import.meta.dirname, '../../../public/published/trade-off.json');

/** @param path of a report.json, or of the folder that holds it. @throws UsageError when it is not a report of this program. */
export function readReport(path: string): Report {
  try {
    const file = statSync(path).isDirectory() ? join(path, 'report.json') : path;
    const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report>;
    if (report.kind === 'faces' || report.kind === 'actions' || report.kind === 'leaks') {
      return report as Report;
    }
  } catch {
    // Said below.
  }
  throw new UsageError(
    `${path} is no report of this program; report.json, or the --out folder of a run, is meant.`,
  );
}

/** Writes every chart as SVG and PNG. */
export async function writeCharts(out: string, charts: Charts, browser: Browser): Promise<void> {
  mkdirSync(out, { recursive: true });
  for (const [name, svg] of charts) {
    writeWhole(join(out, `${name}.svg`), `${svg}\n`);
    writeWhole(join(out, `${name}.png`), await pngOf(svg, browser));
  }
}

export interface ChartsFiles {
  readonly charts: Charts;
  /** report.md */
  readonly words: string;
  /** trade-off.json, in the shape of the published one. */
  readonly tradeOff: TradeOff;
}

/**
 * Everything from several reports: of faces, actions and leaks the last one each.
 * @throws UsageError when there is none of either.
 */
export function combine(reports: readonly Report[], command: string): ChartsFiles {
  const faces = reports.findLast((report): report is FacesReport => report.kind === 'faces') ?? null;
  const actions = reports.findLast((report): report is ActionsReport => report.kind === 'actions') ?? null;
  const leaks = reports.findLast((report): report is LeaksReport => report.kind === 'leaks') ?? null;
  if (reports.length === 0) {
    throw new UsageError('Name at least one report.');
  }
  const published = JSON.parse(readFileSync(PUBLISHED, 'utf8')) as TradeOff;
  const judges = faces?.recognisers ?? [];
  const charts = new Map<string, string>(reports.flatMap((report) => [...chartsOf(report)]));
  for (const [name, svg] of faces || actions ? tradeOffCharts(faces, actions, published) : []) {
    charts.set(name, svg);
  }
  const points = judges[0] ? tradeOffPoints(faces, actions, judges[0].id) : tradeOffPoints(null, actions, '');
  return {
    charts,
    tradeOff: { points: faces || actions ? points : [] },
    words: [
      '# Charts and tables',
      `\`${command}\``,
      ...(faces ? ['## Faces', facesAbout(faces), detectionWords(faces)] : []),
      ...judges.flatMap((judge, index) => [
        `### Judged by ${judge.label}`,
        facesTable(judge),
        `![How often ${judge.label} is right, by mode](verification-${judge.id}.svg)`,
        `![Privacy against use, judged by ${judge.label}](trade-off-${judge.id}.svg)`,
        // The published points are the same for every judge: once is enough.
        tradeOffTable(tradeOffPoints(faces, actions, judge.id), index === 0 ? published.points : []),
      ]),
      ...(judges.length === 0 && actions ? ['![Use, by mode](trade-off.svg)'] : []),
      ...(actions
        ? [
            '## Actions: average precision by class, % (the paper’s Table 1)',
            actionsAbout(actions),
            actionsTable(actions),
            '![Mean average precision, by mode](actions.svg)',
          ]
        : []),
      ...(leaks
        ? ['## Leaks', leaksAbout(leaks), leaksTable(leaks), '![What left uncovered, by time](leaks.svg)']
        : []),
      ...(faces || actions
        ? [
            'The published figures are of other data (DALY, LFW), another recogniser and another action detector. The columns are not a race.',
          ]
        : []),
    ]
      .join('\n\n')
      .concat('\n'),
  };
}

function tradeOffTable(points: readonly TradeOffPoint[], published: readonly TradeOffPoint[]): string {
  const cell = (value: number | null) => (value === null ? '–' : `${value.toFixed(2)} %`);
  return table(
    ['mode', 'raw–anonymised', 'anonymised–anonymised', 'action mAP', 'from'],
    [...points.map((point) => ({ ...point, source: 'here' })), ...published].map((point) => [
      point.label,
      cell(point.mode === 'none' ? point.verification.rawRaw : point.verification.rawAnonymised),
      cell(point.mode === 'none' ? point.verification.rawRaw : point.verification.anonymisedAnonymised),
      cell(point.mAP),
      point.source,
    ]),
  );
}
