/** What a person does to the covers of the open file, as steps that can be undone. Each is drawn at once (`files.ts`). */
import {
  type BrushEdit,
  type CoverEdit,
  type EditList,
  freeId,
  MIN_SHAPE,
  NO_EDITS,
  type Shape,
  strokeThrough,
  withEdit,
  withKey,
  withoutEdit,
} from '../engine/edits/edits.ts';
import { commit, type EditHistory, redo, undo } from '../engine/edits/history.ts';
import type { Mark } from '../engine/edits/marks.ts';
import type { Doubt, Person } from '../engine/link/file/overview.ts';
import type { FileState } from './file-state.ts';
import { setFile, store } from './store.ts';

export type { BrushEdit, CoverEdit, Edit, Shape } from '../engine/edits/edits.ts';
export type { Mark } from '../engine/edits/marks.ts';
export type { Person } from '../engine/link/file/overview.ts';

/** Side of a cover that is added without a place, as a share of the picture's shorter side. */
const NEW_COVER = 0.22;

/** A covered face becomes visible, a visible one is covered again, a cover by hand goes. */
export function toggle(mark: Mark): void {
  change((list, file) =>
    mark.edit === null
      ? withEdit(list, { kind: 'show', id: freeId(list), at: file.position, box: mark.box })
      : without(list, [mark.edit, ...editsThatMean(mark.face, file)]),
  );
}

/** Adds a cover, in the picture's middle where no shape is given, and selects it. */
export function addCover(shape?: Shape): void {
  change((list, file) => {
    const id = freeId(list);
    select(-id);
    return withEdit(list, newCover(id, file, shape ?? middleOf(file)));
  });
}

/**
 * Moves, resizes or turns a cover. That of a face found in a picture is replaced by one by hand: where it does not hold the face any
 * more, the face counts as visible by choice. In a video the face moves on, unseen just now: its own cover stays, and one by hand is added.
 * @param gesture names the drag that this belongs to: all of it is one step.
 */
export function reshape(mark: Mark, shape: Shape, gesture: string): void {
  change((list, file) => {
    const goesOn = mark.kind !== 'hand' && file.history.gesture === gesture;
    const own = goesOn ? list.edits.at(-1) : list.edits.find(({ id }) => id === mark.edit);
    if (own?.kind === 'brush') {
      // A stroke can be moved; its size and turn are those of the hand that drew it.
      const by = { x: shape.x - mark.shape.x, y: shape.y - mark.shape.y };
      return withEdit(list, movedStroke(file, own, by, gesture));
    }
    if (own?.kind === 'cover') {
      return withEdit(list, withKey(own, momentOf(file, own), clamped(shape, file)));
    }
    const shown =
      own || file.info?.kind === 'video'
        ? list
        : withEdit(list, { kind: 'show', id: freeId(list), at: file.position, box: mark.box });
    const id = freeId(shown);
    select(-id);
    return withEdit(shown, newCover(id, file, clamped(shape, file)));
  }, gesture);
}

/** True when a person of a video stays visible by choice, for all of this stretch. */
export function isShown(file: FileState, person: Person): boolean {
  return editsOf(file.history.present, file, person).length > 0;
}

export function togglePerson(person: Person): void {
  change((list, file) => {
    const own = editsOf(list, file, person);
    return own.length > 0 ? without(list, own) : withEdit(list, showEdit(list, person));
  });
}

/** All who are listed stay visible but this one. Whoever is not listed stays covered. */
export function showOthers(hidden: Person): void {
  change((list, file) => {
    let next = without(list, editsOf(list, file, hidden));
    for (const person of file.overview?.people ?? []) {
      if (person !== hidden && editsOf(next, file, person).length === 0) {
        next = withEdit(next, showEdit(next, person));
      }
    }
    return next;
  });
}

function showEdit(list: EditList, { at, box }: Person) {
  return { kind: 'show', id: freeId(list), at, box } as const;
}

/** The edits that leave this person visible, whatever moment of theirs they were made of. One of just now is known by its place. */
function editsOf(list: EditList, { meant }: FileState, { id: face, at, box }: Person): readonly number[] {
  return list.edits
    .filter(
      (edit) =>
        edit.kind === 'show' &&
        (meant.get(edit.id) === face ||
          (Math.abs(edit.at - at) < 0.001 && edit.box.x === box.x && edit.box.y === box.y)),
    )
    .map(({ id }) => id);
}

function editsThatMean(face: number, { meant }: FileState): readonly number[] {
  return [...meant].filter(([, known]) => known === face).map(([id]) => id);
}

function without(list: EditList, ids: readonly number[]): EditList {
  return ids.reduce(withoutEdit, list);
}

/** A cover by hand is there from this moment on, or until it. */
export function endCover(cover: CoverEdit | BrushEdit, end: 'from' | 'to'): void {
  change((list, { position }) => {
    const moved = { ...cover, [end]: position };
    const other = end === 'from' ? 'to' : 'from';
    const turned = (moved.from ?? 0) > (moved.to ?? Number.POSITIVE_INFINITY);
    return withEdit(list, turned ? { ...moved, [other]: null } : moved);
  });
}

/** Points of one stroke; a longer one ends there. */
const MAX_POINTS = 400;
/** Least that is kept of a video, seconds. */
const SHORTEST = 0.1;

/** What lies before the start and after the end is not in the file that is written. */
export function setTrim(end: 'from' | 'to', at: number): void {
  change((list, { info }) => {
    const all = info?.duration ?? 0;
    const { from, to } = list.trim ?? { from: 0, to: all };
    const trim =
      end === 'from'
        ? { from: Math.max(0, Math.min(at, to - SHORTEST)), to }
        : { from, to: Math.min(all, Math.max(at, from + SHORTEST)) };
    return { ...list, trim: trim.from <= 0 && trim.to >= all ? null : trim };
  }, `trim ${end}`);
}

/** The next doubtful place of a video after the frame that is shown, or the first one again. */
export function nextDoubt(): Doubt | undefined {
  const { overview, position = 0 } = store.getState().file ?? {};
  return overview?.doubts.find(({ from }) => from > position + 0.01) ?? overview?.doubts[0];
}

/** Shows the file as it is, on this page only. */
export function compare(compared: FileState['compared']): void {
  setFile({ compared });
}

/** Paints a cover. @param points where the pointer was @param width of the line, px of the picture */
export function addStroke(points: BrushEdit['points'], width: number): void {
  change((list) => {
    const id = freeId(list);
    select(-id);
    const stroke = strokeThrough(points, width).slice(0, MAX_POINTS);
    return withEdit(list, { kind: 'brush', id, from: null, to: null, width, points: stroke });
  });
}

/** Where a stroke was when its drag began: what a gesture changes is counted from there. */
function movedStroke(
  { history }: FileState,
  stroke: BrushEdit,
  by: { readonly x: number; readonly y: number },
  gesture: string,
): BrushEdit {
  const list = history.gesture === gesture ? history.past.at(-1) : history.present;
  const began = list?.edits.find(({ id }) => id === stroke.id);
  const { points } = began?.kind === 'brush' ? began : stroke;
  return { ...stroke, points: points.map(({ x, y }) => ({ x: x + by.x, y: y + by.y })) };
}

/** A drag over the picture paints, or draws a cover. */
export function setBrush(brush: boolean): void {
  setFile({ brush, selected: null });
}

/** The picture is shown although no face was found, or one was lost. */
export function reveal(): void {
  // Of a video only the stretch that was looked at here: the frames of this doubtful place.
  change((list, { info, overview, position }) => {
    const here = overview?.doubts.find(
      ({ kind, from, to }) => kind === 'whole' && position >= from - 0.001 && position < to,
    );
    const stretch =
      info?.kind === 'video'
        ? { from: here?.from ?? position, to: (here?.to ?? position) - 0.001 }
        : { from: null, to: null };
    return withEdit(list, { kind: 'reveal', id: freeId(list), ...stretch });
  });
}

/** All corrections of this file are dropped; that can be undone, too. */
export function dropAll(): void {
  change(() => NO_EDITS);
}

export function undoStep(): void {
  setHistory(undo);
}

export function redoStep(): void {
  setHistory(redo);
}

/** @param face id of a mark, or null */
export function select(face: number | null): void {
  setFile({ selected: face });
}

function change(make: (list: EditList, file: FileState) => EditList, gesture: string | null = null): void {
  const { file } = store.getState();
  if (file?.info && file.activity === 'still') {
    const next = make(file.history.present, file);
    setHistory((history) => commit(history, next, gesture));
  }
}

function setHistory(next: (history: EditHistory) => EditHistory): void {
  const { file } = store.getState();
  if (file?.activity === 'still') {
    setFile({ history: next(file.history) });
  }
}

function newCover(id: number, file: FileState, shape: Shape): CoverEdit {
  return { kind: 'cover', id, from: null, to: null, keys: [{ ...shape, at: momentOf(file) }] };
}

/** Where a key of a cover is set: a picture has one moment. */
function momentOf({ info, position }: FileState, cover?: CoverEdit): number {
  return info?.kind === 'video' ? position : (cover?.keys[0]?.at ?? 0);
}

function middleOf({ info }: FileState): Shape {
  const { width = 0, height = 0 } = info ?? {};
  const side = Math.max(MIN_SHAPE, Math.min(width, height) * NEW_COVER);
  return { x: width / 2, y: height / 2, width: side, height: side * 1.2, angle: 0 };
}

/** A cover has a size, and its middle stays in the picture: one that was pushed out could not be taken hold of. */
function clamped(shape: Shape, { info }: FileState): Shape {
  const { width = 0, height = 0 } = info ?? {};
  const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  return {
    x: within(shape.x, 0, width),
    y: within(shape.y, 0, height),
    width: within(shape.width, MIN_SHAPE, 2 * width),
    height: within(shape.height, MIN_SHAPE, 2 * height),
    angle: shape.angle,
  };
}
