/** The pairs file of Labeled Faces in the Wild (Huang et al. 2007): pairs.txt (view 2, ten folds) and pairsDevTest.txt (view 1). */
import { UsageError } from '../../cli/headless/errors.ts';

/** `Name/Name_0001`, without the ending that the file on disk has. */
export type PictureName = string;

export interface FacePair {
  readonly first: PictureName;
  readonly second: PictureName;
  readonly same: boolean;
}

export interface PairsFile {
  /** Those of the file, or null when it has none (view 1). */
  readonly folds: readonly (readonly FacePair[])[] | null;
  readonly pairs: readonly FacePair[];
}

/**
 * Reads `10⇥300`, then for each fold 300 lines `Name⇥i⇥j` and 300 lines `Name⇥i⇥Other⇥j`; or a single number, then so many of
 * each kind. Empty lines and blanks at the ends do not matter.
 * @throws UsageError, with the line, when the text is of another format or ends early.
 */
export function parsePairs(text: string, name = 'The pairs file'): PairsFile {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({
      fields: line.trim().split(line.includes('\t') ? /\s*\t\s*/ : /\s+/),
      number: index + 1,
    }))
    .filter(({ fields }) => fields[0] !== '');
  const [head, ...rows] = lines;
  const counts = head?.fields.map(Number) ?? [];
  const [folds = 1, each = 0] = counts.length === 1 ? [1, counts[0]] : counts;
  if (counts.length > 2 || ![folds, each].every((n) => Number.isInteger(n) && n > 0)) {
    throw new UsageError(
      `${name} does not begin as LFW's do: the first line has the number of folds and of pairs of each kind in one fold ("10⇥300"), or that number alone.`,
    );
  }
  const wanted = folds * each * 2;
  if (rows.length !== wanted) {
    throw new UsageError(
      `${name} says ${folds} × 2 × ${each} pairs in its first line, but has ${rows.length} lines after it instead of ${wanted}.`,
    );
  }
  const pairs = rows.map(({ fields, number }, index) => {
    const same = index % (2 * each) < each;
    return pairOf(fields, same, `${name}, line ${number}`);
  });
  return {
    pairs,
    folds:
      counts.length === 1
        ? null
        : Array.from({ length: folds }, (_, fold) => pairs.slice(fold * 2 * each, (fold + 1) * 2 * each)),
  };
}

function pairOf(fields: readonly string[], same: boolean, where: string): FacePair {
  const [a = '', i = '', b = '', j = ''] =
    same && fields.length === 3 ? [fields[0], fields[1], fields[0], fields[2]] : fields;
  if (fields.length !== (same ? 3 : 4)) {
    throw new UsageError(
      same
        ? `${where}: here a pair of one person is expected, "Name⇥1⇥2".`
        : `${where}: here a pair of two people is expected, "Name⇥1⇥Other⇥1".`,
    );
  }
  return { first: pictureName(a, i, where), second: pictureName(b, j, where), same };
}

function pictureName(person: string, number: string, where: string): PictureName {
  if (!/^\d+$/.test(number) || Number(number) < 1) {
    throw new UsageError(`${where}: "${number}" is no number of a picture; they count from 1.`);
  }
  if (/[/\\]|^\.+$/.test(person)) {
    throw new UsageError(`${where}: "${person}" is no name of a folder.`);
  }
  return `${person}/${person}_${number.padStart(4, '0')}`;
}
