/** From what is said of pictures and clips to precision, recall and false actions a minute. Pure. */
import { NOTHING } from '../../src/engine/meters/action/desk/classes.ts';

export interface JudgedPicture {
  readonly file: string;
  /** Where it comes from: precision and recall are also told by source. */
  readonly source: string;
  /** What the person does; a label that the detector does not know is as good as nothing. */
  readonly truth: string;
  /** What was said; null where the picture was covered whole or no face was found. */
  readonly said: { readonly label: string; readonly score: number } | null;
}

export interface ClassFigures {
  readonly label: string;
  readonly pictures: number;
  readonly right: number;
  readonly wrong: number;
  /** 0..1; null where it was never said, or there are no pictures of it. */
  readonly precision: number | null;
  readonly recall: number | null;
}

/** Figures of every label, over all pictures. */
export function classFigures(
  pictures: readonly JudgedPicture[],
  labels: readonly string[],
): readonly ClassFigures[] {
  return labels.map((label) => {
    const own = pictures.filter(({ truth }) => truth === label);
    const said = pictures.filter((picture) => picture.said?.label === label);
    const right = said.filter(({ truth }) => truth === label).length;
    return {
      label,
      pictures: own.length,
      right,
      wrong: said.length - right,
      precision: said.length > 0 ? right / said.length : null,
      recall: own.length > 0 ? right / own.length : null,
    };
  });
}

export interface ClipSaid {
  readonly file: string;
  /** How it was played: 'as taken', 'mirrored', … */
  readonly played: string;
  /** What is done in it all the same: no false action. */
  readonly does: readonly string[];
  readonly seconds: number;
  readonly said: readonly { readonly at: number; readonly labels: readonly string[] }[];
}

/** Figures of the labels that are done in clips, counted by clip and way of playing: said at any time in it, or not at all. */
export function clipFigures(clips: readonly ClipSaid[], labels: readonly string[]): readonly ClassFigures[] {
  return labels
    .filter((label) => clips.some(({ does }) => does.includes(label)))
    .flatMap((label) =>
      classFigures(
        clips.map(({ file, does, said }) => ({
          file,
          source: '',
          truth: does.includes(label) ? label : NOTHING,
          said: said.some((one) => one.labels.includes(label)) ? { label, score: 1 } : null,
        })),
        [label],
      ),
    );
}

/** An action that was named where nobody does it. */
export interface FalseAction {
  readonly file: string;
  readonly played: string;
  readonly label: string;
  /** When it began and how long it was named, s. */
  readonly at: number;
  readonly lasts: number;
}

/** How often an action begins that nobody does. */
export function falseActions(clips: readonly ClipSaid[]): {
  readonly begun: readonly FalseAction[];
  readonly seconds: number;
  readonly perMinute: number;
} {
  const begun = clips.flatMap(({ file, played, does, said, seconds }) => {
    const labels = [...new Set(said.flatMap((one) => one.labels))].filter(
      (label) => label !== NOTHING && !does.includes(label),
    );
    return labels.flatMap((label) => {
      const stretches: FalseAction[] = [];
      let from: number | null = null;
      for (const { at, labels: now } of [...said, { at: seconds, labels: [] as readonly string[] }]) {
        if (now.includes(label)) {
          from ??= at;
        } else if (from !== null) {
          stretches.push({ file, played, label, at: from, lasts: at - from });
          from = null;
        }
      }
      return stretches;
    });
  });
  const seconds = clips.reduce((sum, clip) => sum + clip.seconds, 0);
  return { begun, seconds, perMinute: seconds > 0 ? (begun.length * 60) / seconds : 0 };
}
