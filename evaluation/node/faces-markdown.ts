/** The report of a run over faces as Markdown. */
import type { FacesReport, ModeFigures, VerificationFigures } from './faces-report.ts';
import { missedList, percent, table } from './markdown.ts';

export function facesWords(report: FacesReport, command: string): string {
  const { detection, pairs } = report;
  return [
    '# Faces',
    `\`${command}\`: ${facesAbout(report)}`,
    'A mode is drawn by the page’s own engine. Accuracy: the share of pairs judged right at the threshold that is best on the other folds, ± the standard error over the folds; 50 % is guessing. Recognisers are shown where the face is by the raw picture. A picture that the page covers whole is judged as such.',
    ...report.recognisers.flatMap((recogniser) => [
      `## ${recogniser.label}`,
      facesTable(recogniser),
      intervalsWords(recogniser.rawRaw, recogniser.modes),
    ]),
    '“Still recognised”: of the raw–anonymised pairs of one person, the share that is taken for one person at the threshold at which 1 % of the raw pairs of two people are.',
    '## Detection',
    detectionWords(report),
    missedList('Covered whole', detection.whole),
    missedList('Only other faces found', detection.elsewhere),
    missedList('Could not be decoded', report.broken),
    missedList('The engine failed (tried twice; a further run tries again)', report.failed),
    missedList(
      'Named by the pairs, not in the folder',
      report.missing.map((file) => ({ file, why: 'missing' })),
    ),
    pairs.notScored > 0
      ? `${pairs.notScored} pairs could not be scored, because one of their pictures is in the last three lists.`
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

export function facesAbout(report: FacesReport): string {
  const { pairs } = report;
  return `${report.pictures} pictures of ${report.people} people, ${pairs.same} pairs of one person and ${pairs.different} of two, ${report.folds.count} folds${report.folds.from === 'file' ? ' of the pairs file' : ' made by splitting the pairs'}.`;
}

export function detectionWords({ detection }: FacesReport): string {
  const decoded = detection.covered + detection.whole.length + detection.elsewhere.length;
  return `Of ${decoded} pictures the face in the middle was found and covered in ${detection.covered}; ${detection.whole.length} were covered whole, and in ${detection.elsewhere.length} only other faces were found. Missed: ${percent(detection.missedShare)}${detection.interval ? ` (95 %: ${percent(detection.interval.low)} to ${percent(detection.interval.high)})` : ''}.`;
}

/** A row a mode. */
export function facesTable({ rawRaw, modes }: FacesReport['recognisers'][number]): string {
  return table(
    ['mode', 'raw–raw', 'raw–anonymised', 'anonymised–anonymised', 'still recognised'],
    modes.map((mode) => [
      mode.label,
      accuracyWords(rawRaw),
      accuracyWords(mode.rawAnonymised),
      accuracyWords(mode.anonymisedAnonymised),
      stillWords(mode),
    ]),
  );
}

function accuracyWords(figures: VerificationFigures | null): string {
  return figures ? `${percent(figures.accuracy)} ± ${(figures.standardError * 100).toFixed(2)}` : '–';
}

function stillWords({ stillRecognised }: ModeFigures): string {
  return stillRecognised === null ? '–' : percent(stillRecognised, 1);
}

function intervalsWords(rawRaw: VerificationFigures | null, modes: readonly ModeFigures[]): string {
  const rows = [
    { label: 'raw', figures: rawRaw },
    ...modes.map(({ label, anonymisedAnonymised }) => ({ label, figures: anonymisedAnonymised })),
  ];
  return table(
    ['each against its own kind', '95 % interval', 'area under ROC', 'equal error rate', 'both faces found'],
    rows.map(({ label, figures }) =>
      figures
        ? [
            label,
            `${percent(figures.interval.low)} to ${percent(figures.interval.high)}`,
            figures.areaUnder.toFixed(4),
            percent(figures.equalErrorRate),
            figures.foundOnly
              ? `${percent(figures.foundOnly.accuracy)} of ${figures.foundOnly.pairs} pairs`
              : '–',
          ]
        : [label, '–', '–', '–', '–'],
    ),
  );
}
