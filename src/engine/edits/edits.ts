/**
 * Corrections by hand of one file: what a person covers beside what was found, and what they choose to leave visible.
 * Plain data, written and read as JSON (`--edits`). Places are pixels of the file as it is shown, times are seconds.
 */
import type { Rectangle } from '../../base/geometry.ts';

/** Where a cover by hand lies at one moment: a rotated rectangle about its centre; `angle` in radians, clockwise on the screen. */
export interface Shape {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

/** A cover by hand. Between two keys its shape is interpolated; before the first and after the last it stays as it is there. */
export interface CoverEdit {
  readonly kind: 'cover';
  readonly id: number;
  /** Null: from the start, and to the end. */
  readonly from: number | null;
  readonly to: number | null;
  /** One at least, in order of time, no two at one time. */
  readonly keys: readonly (Shape & { readonly at: number })[];
}

/** A cover that was painted: a line of this width through these points, as long as it is there. */
export interface BrushEdit {
  readonly kind: 'brush';
  readonly id: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly width: number;
  /** One at least. Neighbours lie nearer than half the width, so that nothing shows between. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** The face that was found here at this moment stays visible: on a video, the person for as long as they are followed for certain. */
export interface ShowEdit {
  readonly kind: 'show';
  readonly id: number;
  readonly at: number;
  readonly box: Rectangle;
}

/** Frames that would be covered whole because no face was found, or one was lost, are shown: the person has looked at them. */
export interface RevealEdit {
  readonly kind: 'reveal';
  readonly id: number;
  readonly from: number | null;
  readonly to: number | null;
}

export type Edit = CoverEdit | BrushEdit | ShowEdit | RevealEdit;

/** What is kept of a video; what lies outside is not in the file that is written. */
export interface Trim {
  readonly from: number;
  readonly to: number;
}

export interface EditList {
  readonly edits: readonly Edit[];
  readonly trim: Trim | null;
}

export const NO_EDITS: EditList = { edits: [], trim: null };

/** Smallest side of a cover by hand, px. */
export const MIN_SHAPE = 8;

/** The list with `edit` in place of the one of the same id, or behind all others. */
export function withEdit(list: EditList, edit: Edit): EditList {
  const known = list.edits.some(({ id }) => id === edit.id);
  const edits = known ? list.edits.map((old) => (old.id === edit.id ? edit : old)) : [...list.edits, edit];
  return { ...list, edits };
}

export function withoutEdit(list: EditList, id: number): EditList {
  return { ...list, edits: list.edits.filter((edit) => edit.id !== id) };
}

/** An id that no edit of the list has. */
export function freeId(list: EditList): number {
  return list.edits.reduce((most, { id }) => Math.max(most, id), 0) + 1;
}

/** The cover with this shape at `at`: a key there is replaced, another one is added. */
export function withKey(cover: CoverEdit, at: number, shape: Shape): CoverEdit {
  const others = cover.keys.filter((key) => Math.abs(key.at - at) > SAME_MOMENT);
  return { ...cover, keys: [...others, { ...shape, at }].sort((a, b) => a.at - b.at) };
}

/** Seconds: two moments nearer than this are in one frame. */
const SAME_MOMENT = 0.002;

/** Where a cover by hand lies at `at`; null outside of its time. */
export function shapeAt({ from, to, keys }: CoverEdit, at: number): Shape | null {
  if (!isDuring({ from, to }, at)) {
    return null;
  }
  const next = keys.findIndex((key) => key.at >= at);
  const b = next < 0 ? keys.at(-1) : keys[next];
  const a = next > 0 ? keys[next - 1] : b;
  if (!a || !b) {
    return null;
  }
  const t = b.at > a.at ? (at - a.at) / (b.at - a.at) : 0;
  const mix = (p: number, q: number) => p + (q - p) * t;
  // The shorter way round; a rectangle that is turned by half is itself.
  const turn = b.angle - a.angle;
  return {
    x: mix(a.x, b.x),
    y: mix(a.y, b.y),
    width: mix(a.width, b.width),
    height: mix(a.height, b.height),
    angle: a.angle + (turn - Math.PI * Math.round(turn / Math.PI)) * t,
  };
}

/** What an edit covers by hand at `at`; nothing for other kinds of edits. */
export function shapesAt(edit: Edit, at: number): readonly Shape[] {
  if (edit.kind === 'cover') {
    const shape = shapeAt(edit, at);
    return shape ? [shape] : [];
  }
  return edit.kind === 'brush' && isDuring(edit, at) ? piecesOf(edit) : [];
}

/** One piece from each point to the next, with round ends that reach over both. */
function piecesOf({ points, width }: BrushEdit): readonly Shape[] {
  return points.slice(0, Math.max(1, points.length - 1)).map((a, i) => {
    const b = points[i + 1] ?? a;
    return {
      x: (a.x + b.x) / 2,
      y: (a.y + b.y) / 2,
      width: Math.hypot(b.x - a.x, b.y - a.y) + width,
      height: width,
      angle: Math.atan2(b.y - a.y, b.x - a.x),
    };
  });
}

/** A stroke with points as near to each other as it needs, from where a pointer was. */
export function strokeThrough(points: BrushEdit['points'], width: number): BrushEdit['points'] {
  const step = width / 3;
  const [first, ...others] = points;
  const all = first ? [first] : [];
  for (const to of others) {
    const from = all.at(-1) ?? to;
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step);
    for (let i = 1; i <= steps; i++) {
      all.push({
        x: from.x + ((to.x - from.x) * i) / steps,
        y: from.y + ((to.y - from.y) * i) / steps,
      });
    }
  }
  return all;
}

/** True when `at` lies in a stretch; at its very ends too. */
export function isDuring(
  { from, to }: { readonly from: number | null; readonly to: number | null },
  at: number,
): boolean {
  return at >= (from ?? Number.NEGATIVE_INFINITY) && at <= (to ?? Number.POSITIVE_INFINITY);
}
