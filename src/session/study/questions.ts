/** Draws the questions of a study from the pictures at hand. */

export interface StudyPicture {
  readonly id: string;
  readonly person: string;
}

export interface PairQuestion<P extends StudyPicture> {
  readonly pictures: readonly [P, P];
  readonly same: boolean;
}

export interface StudyQuestions<P extends StudyPicture> {
  /** Q1, shuffled; as many pairs of one person as of two. */
  readonly pairs: readonly PairQuestion<P>[];
  /** Q2: one picture a person, shuffled. */
  readonly names: readonly P[];
}

/** The paper's numbers (section 5.5): 12 pairs of one person and 12 of two, 16 people to name. */
export const PAPER_PAIRS = 12;
export const PAPER_NAMES = 16;

/** What pictures lack that do not make a study: a second person, or two pictures of one of the people. */
export type Shortage = 'few-people' | 'few-pictures';

/** Null when the pictures make a study. */
export function shortOf(pictures: readonly StudyPicture[]): Shortage | null {
  const people = byPerson(pictures);
  if (people.size < 2) {
    return 'few-people';
  }
  return [...people.values()].some((own) => own.length > 1) ? null : 'few-pictures';
}

/**
 * @param random numbers in [0, 1).
 * @throws RangeError with what `shortOf` says.
 */
export function drawQuestions<P extends StudyPicture>(
  pictures: readonly P[],
  random: () => number,
): StudyQuestions<P> {
  const short = shortOf(pictures);
  if (short) {
    throw new RangeError(short);
  }
  const people = byPerson(pictures);
  const groups = [...people.values()];
  const same = groups.flatMap((own) => allPairs(own));
  const different = groups.flatMap((own, i) =>
    groups.slice(i + 1).flatMap((others) => own.flatMap((a) => others.map((b): [P, P] => [a, b]))),
  );
  const count = Math.min(PAPER_PAIRS, same.length, different.length);
  const pairs = [
    ...spread(same, count, random).map((pair) => ({ pictures: pair, same: true })),
    ...spread(different, count, random).map((pair) => ({ pictures: pair, same: false })),
  ];
  const names = shuffle(groups, random)
    .slice(0, PAPER_NAMES)
    .map((own) => own[Math.floor(random() * own.length)] as P);
  return { pairs: shuffle(pairs, random), names };
}

function byPerson<P extends StudyPicture>(pictures: readonly P[]): Map<string, P[]> {
  const people = new Map<string, P[]>();
  for (const picture of pictures) {
    people.set(picture.person, [...(people.get(picture.person) ?? []), picture]);
  }
  return people;
}

function allPairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));
}

/** So many pairs, each picture in as few of them as can be, so that nobody learns a picture by heart. */
function spread<P extends StudyPicture>(
  pairs: readonly [P, P][],
  count: number,
  random: () => number,
): [P, P][] {
  const uses = new Map<string, number>();
  const used = (picture: P) => uses.get(picture.id) ?? 0;
  const left = shuffle(pairs, random);
  const chosen: [P, P][] = [];
  while (chosen.length < count) {
    let best = 0;
    left.forEach((pair, i) => {
      const cost = (p: [P, P]) => used(p[0]) + used(p[1]);
      if (cost(pair) < cost(left[best] as [P, P])) {
        best = i;
      }
    });
    const [pair] = left.splice(best, 1) as [[P, P]];
    for (const picture of pair) {
      uses.set(picture.id, used(picture) + 1);
    }
    chosen.push(random() < 0.5 ? pair : [pair[1], pair[0]]);
  }
  return chosen;
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
