/** Nothing is bare that nobody chose, whatever is done, undone and done again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx } from '../../base/geometry.ts';
import { holdsBox } from '../../base/superellipse.ts';
import { coverOf } from '../cover/cover.ts';
import type { Face } from '../face.ts';
import { applyEdits, assertChosen, type ChosenVisible, matchShown } from './apply.ts';
import { type CoverEdit, type EditList, freeId, NO_EDITS, withEdit, withoutEdit } from './edits.ts';
import { commit, NEW_HISTORY, redo, undo } from './history.ts';

function faceAt(id: number, x: number, y: number, side: number): Face {
  const face = {
    id,
    box: box<FramePx>(x, y, side, side),
    roll: 0,
    landmarks: null,
    verdict: 'confirmed' as const,
    everConfirmed: true,
    credible: true,
    state: 'seen' as const,
    lostFor: 0,
    alignment: null,
  };
  return { ...face, cover: coverOf(face, 1, { enlarge: 1.3, feather: 0.1 }) };
}

const FACES = [faceAt(1, 100, 100, 80), faceAt(2, 300, 120, 60), faceAt(3, 330, 130, 70)];

const apply = (edits: EditList, faces = FACES) =>
  applyEdits(faces, { edits, at: 0, shown: matchShown(faces, edits.edits) }, 0.1);

const show = (id: number, face: Pick<Face, 'box'>) => ({ kind: 'show', id, at: 0, box: face.box }) as const;
const cover = (id: number, x: number, y: number, side: number): CoverEdit => ({
  kind: 'cover',
  id,
  from: null,
  to: null,
  keys: [{ at: 0, x, y, width: side, height: side, angle: 0.3 }],
});

test('without corrections every face is covered', () => {
  expect(apply(NO_EDITS)).toEqual({ covered: FACES, visible: [], revealed: false });
});

test('the face that was chosen is visible, and no other', () => {
  const { covered, visible } = apply(withEdit(NO_EDITS, show(1, FACES[1] as Face)));
  expect(covered.map(({ id }) => id)).toEqual([1, 3]);
  expect(visible.map(({ face, edit }) => [face.id, edit])).toEqual([[2, 1]]);
});

test('a choice means one face at most, and none where there is another one now', () => {
  const near = [faceAt(1, 100, 100, 80), faceAt(2, 104, 100, 80)];
  expect(
    apply(withEdit(NO_EDITS, show(1, near[1] as Face)), near).visible.map(({ face }) => face.id),
  ).toEqual([2]);
  const moved = [faceAt(1, 150, 100, 80)];
  expect(apply(withEdit(NO_EDITS, show(1, FACES[0] as Face)), moved).visible).toEqual([]);
});

test('a chosen face that a cover by hand holds is not visible', () => {
  const list = withEdit(withEdit(NO_EDITS, show(1, FACES[0] as Face)), cover(2, 140, 140, 200));
  expect(apply(list).visible).toEqual([]);
  expect(apply(withEdit(list, cover(2, 160, 140, 90))).visible).toHaveLength(1);
});

test('what was painted is covered plainly, a cover that was drawn like a face', () => {
  const points = [
    { x: 400, y: 300 },
    { x: 410, y: 300 },
  ];
  const brush = { kind: 'brush', id: 2, from: null, to: null, width: 40, points } as const;
  const { covered } = apply(withEdit(withEdit(NO_EDITS, cover(1, 50, 50, 40)), brush));
  expect(covered.filter(({ id }) => id < 0).map(({ id, everConfirmed }) => [id, everConfirmed])).toEqual([
    [-1, true],
    [-2, false],
  ]);
});

test('a choice cannot be made up', () => {
  expect(() => assertChosen({ face: FACES[0], edit: 1 } as ChosenVisible)).toThrow(TypeError);
});

type Step =
  | readonly ['show', number]
  | readonly ['cover', number, number, number]
  | readonly ['remove', number]
  | readonly ['undo' | 'redo'];

const steps = fc.array(
  fc.oneof(
    fc.tuple(fc.constant('show' as const), fc.integer({ min: 0, max: 2 })),
    fc.tuple(
      fc.constant('cover' as const),
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 8, max: 300 }),
    ),
    fc.tuple(fc.constant('remove' as const), fc.integer({ min: 1, max: 9 })),
    fc.tuple(fc.constantFrom('undo' as const, 'redo' as const)),
  ),
  { maxLength: 40 },
);

function take(history: typeof NEW_HISTORY, step: Step): typeof NEW_HISTORY {
  const { present } = history;
  switch (step[0]) {
    case 'show':
      return commit(history, withEdit(present, show(freeId(present), FACES[step[1]] as Face)));
    case 'cover':
      return commit(history, withEdit(present, cover(freeId(present), step[1], step[2], step[3])));
    case 'remove':
      return commit(history, withoutEdit(present, step[1]));
    case 'undo':
      return undo(history);
    case 'redo':
      return redo(history);
  }
}

test('after any steps, undone and done again, every face is covered or named by a choice of the present list', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let history = NEW_HISTORY;
      for (const step of all as Step[]) {
        history = take(history, step);
        const { covered, visible } = apply(history.present);
        for (const face of FACES) {
          const chosen = visible.find((choice) => choice.face === face);
          const held = covered.some((one) => one === face || holdsBox(one.cover, face.box));
          expect(held || chosen !== undefined).toBe(true);
          if (chosen) {
            expect(
              history.present.edits.find(({ id, kind }) => id === chosen.edit && kind === 'show'),
            ).toMatchObject({ box: face.box });
          }
        }
      }
      while (history.past.length > 0) {
        history = undo(history);
      }
      expect(apply(history.present).visible).toEqual([]);
    }),
  );
});

test('one gesture is one step', () => {
  let history = commit(NEW_HISTORY, withEdit(NO_EDITS, cover(1, 0, 0, 10)));
  for (const x of [10, 20, 30]) {
    history = commit(history, withEdit(NO_EDITS, cover(1, x, 0, 10)), 'drag 1');
  }
  expect(history.past).toHaveLength(2);
  expect(undo(history).present).toEqual(withEdit(NO_EDITS, cover(1, 0, 0, 10)));
  expect(redo(undo(history)).present).toEqual(history.present);
});
