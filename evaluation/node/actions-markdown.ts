/** Action figures as Markdown: the paper's Table 1. */
import type { ActionsReport } from './actions-report.ts';
import { missedList, percent, table } from './markdown.ts';

export function actionsWords(report: ActionsReport, command: string): string {
  return [
    '# Actions',
    `\`${command}\`: ${actionsAbout(report)}`,
    actionsTable(report),
    report.unknown.length > 0
      ? `The action detector does not know ${report.unknown.join(', ')}: boxes of these classes do not count.`
      : '',
    missedList('Covered whole, so that nothing can be found in them', report.whole),
    missedList('Could not be decoded', report.broken),
    missedList('The engine failed (tried twice; a further run tries again)', report.failed),
    missedList(
      'Named by the annotations, not in the folder',
      report.missing.map((file) => ({ file, why: 'missing' })),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

export function actionsAbout(report: ActionsReport): string {
  return `${report.pictures} pictures with ${report.boxes} labelled boxes; average precision at IoU 0.5, all points of the curve (VOC since 2010). In brackets, 95 % by resampling the pictures. “Face found”: of the ${report.modes[0]?.foundOnly?.pictures ?? 0} pictures that the page does not cover whole.`;
}

/** A row a mode, a column a class that has boxes. */
export function actionsTable({ modes }: ActionsReport): string {
  const classes = (modes[0]?.classes ?? []).filter(({ boxes }) => boxes > 0);
  const ofVideos = modes.some(({ videoMAP }) => videoMAP !== null && videoMAP !== undefined);
  return table(
    [
      'mode',
      ...classes.map(({ label, boxes }) => `${label} (${boxes})`),
      ...(ofVideos ? ['frame mAP', 'video mAP'] : ['mAP']),
      'mAP, face found',
    ],
    modes.map((mode) => [
      mode.label,
      ...classes.map(({ label }) => {
        const ap = mode.classes.find((one) => one.label === label)?.ap;
        return ap === null || ap === undefined ? '–' : (ap * 100).toFixed(1);
      }),
      `${percent(mode.mAP)}${mode.interval ? ` (${percent(mode.interval.low, 1)} to ${percent(mode.interval.high, 1)})` : ''}`,
      ...(ofVideos ? [typeof mode.videoMAP !== 'number' ? '–' : percent(mode.videoMAP)] : []),
      mode.foundOnly ? percent(mode.foundOnly.mAP) : '–',
    ]),
  );
}
