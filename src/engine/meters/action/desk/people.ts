/** Who is in a picture and what each does, over time: what the desk's detector remembers. Pure but for that memory. */
import type { SeenAction } from '../detector.ts';
import { classOf, NOTHING } from './classes.ts';
import { addLook, NEW_TRACK, strongest, type Track, WINDOW } from './dwell.ts';
import { type Box, type Evidence, evidenceOf, type FaceSeen, type Thing } from './evidence.ts';
import { HANDS_WINDOW, type HandsAt, handEvidence, handsOf } from './hands.ts';
import { type Head, headEvidence, type PoseAt } from './head.ts';
import type { Seen } from './looker.ts';
import { type MouthAt, mouthEvidence } from './mouth.ts';

/** A person's box counts from this score on. */
const PERSON = 0.4;
/** A person, where only the face was found: so many widths and heights of the face. */
const BODY = { width: 2.6, height: 3 } as const;

export class People {
  readonly #tracks = new Map<number, Track>();
  readonly #poses = new Map<number, readonly PoseAt[]>();
  readonly #mouths = new Map<number, readonly MouthAt[]>();
  readonly #hands = new Map<number, readonly HandsAt[]>();

  /**
   * What everybody does, the largest face first.
   * @param seen in the picture, its pixels. @param at seconds; must not run backwards. @param shown labels; others are nothing.
   */
  add(
    faces: readonly FaceSeen[],
    { things, heads, joints }: Seen,
    { at, width, height, shown }: { at: number; width: number; height: number; shown: ReadonlySet<string> },
  ): readonly SeenAction[] {
    const evidence = evidenceOf(faces, things);
    const people = faces.map((face, i): SeenAction => {
      const head = headIn(face.box, heads);
      const poses = remember(this.#poses, face.id, at, head && { ...head.pose, at });
      const mouths = remember(this.#mouths, face.id, at, mouthOf(head, at));
      const now = i === 0 && joints ? handsOf(face.box, joints, at) : null;
      const hands = remember(this.#hands, face.id, at, now, HANDS_WINDOW);
      const track = addLook(
        this.#tracks.get(face.id) ?? NEW_TRACK,
        only(
          shown,
          evidence[i] ?? new Map(),
          mouthEvidence(mouths, at),
          emptyHanded(handEvidence(now ? hands : []), evidence[i]),
          headEvidence(poses),
        ),
        at,
      );
      this.#tracks.set(face.id, track);
      const because = classOf(track.label)?.because;
      return {
        ...sharesOf(bodyOf(face.box, things), width, height),
        label: track.label,
        score: track.score,
        hidden: head === null,
        ...(because ? { because } : {}),
      };
    });
    for (const [id, { looks }] of this.#tracks) {
      if (at - (looks.at(-1)?.at ?? 0) > WINDOW) {
        this.#tracks.delete(id);
        this.#poses.delete(id);
        this.#mouths.delete(id);
        this.#hands.delete(id);
      }
    }
    return people;
  }
}

/** What was seen of a face in the last seconds, with what is seen now. */
function remember<T extends { readonly at: number }>(
  kept: Map<number, readonly T[]>,
  id: number,
  at: number,
  now: T | null,
  window = WINDOW,
): readonly T[] {
  const before = (kept.get(id) ?? []).filter((one) => one.at > at - window);
  const all = now ? [...before, now] : before;
  kept.set(id, all);
  return all;
}

/** What is said of everybody when the picture stands still: for comparing pictures, and for pictures that are no video. */
export function labelsAtOnce(
  faces: readonly FaceSeen[],
  { things, heads, joints }: Seen,
  shown: ReadonlySet<string>,
): readonly { readonly label: string; readonly score: number }[] {
  const evidence = evidenceOf(faces, things);
  return faces.map(({ box }, i) => {
    const head = headIn(box, heads);
    const turned = headEvidence(head ? [{ ...head.pose, at: 0 }] : []);
    const mouth = mouthOf(head, 0);
    const hands = handEvidence(i === 0 && joints ? [handsOf(box, joints, 0)] : []);
    const { label, most } = strongest(
      only(
        shown,
        evidence[i] ?? new Map(),
        mouthEvidence(mouth ? [mouth] : [], 0),
        emptyHanded(hands, evidence[i]),
        turned,
      ),
    );
    return { label, score: label === NOTHING ? 1 - most : most };
  });
}

function only(shown: ReadonlySet<string>, ...all: readonly Evidence[]): Evidence {
  return new Map(all.flatMap((one) => [...one]).filter(([label]) => shown.has(label)));
}

/** A hand at the face that holds food, a cup or a phone is not at work on it. */
function emptyHanded(hands: Evidence, things: Evidence | undefined): Evidence {
  return things && things.size > 0 ? new Map([...hands, ['make_up', 0]]) : hands;
}

function mouthOf(head: Head | null, at: number): MouthAt | null {
  return head?.mouth ? { ...head.mouth, at } : null;
}

/** The head whose middle lies in the face's place, its mouth as it was seen largest; null where none is to be seen. */
function headIn(face: Box, heads: readonly Head[]): Head | null {
  const inside = heads.filter(({ x, y, width, height }) => {
    const [across, down] = [x + width / 2 - face.x, y + height / 2 - face.y];
    return across > 0 && across < face.width && down > 0 && down < face.height;
  });
  const surest = inside.reduce<Head | null>((a, b) => (a && a.score >= b.score ? a : b), null);
  // The nearer look comes after that at the whole picture.
  return surest && { ...surest, mouth: inside.findLast(({ mouth }) => mouth !== null)?.mouth ?? null };
}

/** The box of the person whose face it is. */
function bodyOf(face: Box, things: readonly Thing[]): Box {
  const [x, y] = [face.x + face.width / 2, face.y + face.height / 2];
  const person = things
    .filter(
      (thing) =>
        thing.label === 'person' &&
        thing.score >= PERSON &&
        x > thing.x &&
        x < thing.x + thing.width &&
        y > thing.y &&
        y < thing.y + thing.height / 2,
    )
    .reduce<Thing | null>((a, b) => (a && a.score >= b.score ? a : b), null);
  return (
    person ?? {
      x: x - (BODY.width * face.width) / 2,
      y: face.y - 0.2 * face.height,
      width: BODY.width * face.width,
      height: BODY.height * face.height,
    }
  );
}

function sharesOf({ x, y, width, height }: Box, across: number, down: number): Box {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const [left, top] = [clamp(x / across), clamp(y / down)];
  return {
    x: left,
    y: top,
    width: clamp((x + width) / across) - left,
    height: clamp((y + height) / down) - top,
  };
}
