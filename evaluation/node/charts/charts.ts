/** What is drawn of which reports. */
import type { TradeOff, TradeOffPoint } from '../../../src/metrics/trade-off.ts';
import type { ActionsReport } from '../actions-report.ts';
import type { FacesReport, VerificationFigures } from '../faces-report.ts';
import type { LeaksReport } from '../leaks-report.ts';
import { actionsChart } from './actions-chart.ts';
import { leaksChart } from './leaks-chart.ts';
import { type DrawnPoint, tradeOffChart } from './trade-off-chart.ts';
import { verificationChart } from './verification-chart.ts';

export type Report = FacesReport | ActionsReport | LeaksReport;

/** Drawings by file name, without ending. */
export type Charts = ReadonlyMap<string, string>;

export function chartsOf(report: Report): Charts {
  switch (report.kind) {
    case 'faces':
      return new Map(
        report.recognisers.map((recogniser) => [
          `verification-${recogniser.id}`,
          verificationChart(report, recogniser),
        ]),
      );
    case 'actions':
      return new Map([['actions', actionsChart(report)]]);
    case 'leaks':
      return new Map([['leaks', leaksChart(report)]]);
  }
}

/**
 * One trade-off chart a recogniser, of a faces and an actions report whose modes are joined by what was asked for. Either may be
 * missing; then its figures are.
 */
export function tradeOffCharts(
  faces: FacesReport | null,
  actions: ActionsReport | null,
  published: TradeOff,
): Charts {
  const judges = faces ? faces.recognisers.map(({ id, label }) => ({ id, label })) : [{ id: '', label: '' }];
  return new Map(
    judges.map(({ id, label }) => {
      const measured = tradeOffPoints(faces, actions, id);
      const points: DrawnPoint[] = [
        ...measured.map((point) => ({ ...point, from: 'measured' as const })),
        ...published.points.map((point) => ({ ...point, from: 'published' as const })),
      ];
      const title = label ? `Privacy against use, judged by ${label}` : 'Privacy against use';
      return [id ? `trade-off-${id}` : 'trade-off', tradeOffChart(points, title)];
    }),
  );
}

/** In the shape of public/published/trade-off.json, percent. */
export function tradeOffPoints(
  faces: FacesReport | null,
  actions: ActionsReport | null,
  recogniser: string,
): TradeOffPoint[] {
  const judge = faces?.recognisers.find(({ id }) => id === recogniser);
  const labels = new Map<string, { label: string; mode: string }>();
  for (const { id, label, mode } of [...(judge?.modes ?? []), ...(actions?.modes ?? [])]) {
    labels.set(id, { label, mode });
  }
  labels.delete('none');
  const mAPOf = (id: string) => percentOf(actions?.modes.find((mode) => mode.id === id)?.mAP);
  const accuracy = (figures: VerificationFigures | null | undefined) => percentOf(figures?.accuracy);
  const rawRaw = accuracy(judge?.rawRaw);
  const source = [
    faces ? `faces: ${faces.pictures} pictures, ${judge?.label}` : '',
    actions ? `actions: ${actions.pictures} pictures` : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
  return [
    {
      mode: 'none',
      label: 'Un-anonymised',
      verification: { rawRaw, rawAnonymised: null, anonymisedAnonymised: null },
      mAP: mAPOf('none'),
      source,
    },
    ...[...labels].map(([id, { label, mode }]) => {
      const own = judge?.modes.find((one) => one.id === id);
      return {
        mode,
        label,
        verification: {
          rawRaw,
          rawAnonymised: accuracy(own?.rawAnonymised),
          anonymisedAnonymised: accuracy(own?.anonymisedAnonymised),
        },
        mAP: mAPOf(id),
        source,
      };
    }),
  ];
}

const percentOf = (share: number | null | undefined) =>
  share === null || share === undefined || Number.isNaN(share) ? null : share * 100;
