/** Of a video: whoever is visible is known by what the engine says, wherever the video stands and whenever they were chosen. */
import { beforeEach, expect, test } from 'vitest';
import type { Edit } from '../engine/edits/edits.ts';
import { NEW_HISTORY } from '../engine/edits/history.ts';
import type { FileInfo } from '../engine/link/file/frame-file.ts';
import type { Person } from '../engine/link/file/overview.ts';
import { isShown, type Mark, showOthers, toggle, togglePerson } from './corrections.ts';
import { type FileState, newFileState } from './file-state.ts';
import { store } from './store.ts';

const personAt = (id: number, x: number): Person => ({
  id,
  spans: [{ from: 0, to: 1 }],
  at: 0.5,
  box: { x, y: 0, width: 40, height: 40 },
});
const ANN = personAt(7, 0);
const BEN = personAt(8, 100);
/** Two clicks on Ann, at other moments than that at which she is seen best. */
const CHOSEN: readonly Edit[] = [0, 0.9].map((at, i) => ({
  kind: 'show',
  id: i + 1,
  at,
  box: { x: 3 + i, y: 0, width: 40, height: 40 },
}));

const file = () => store.getState().file as FileState;
const edits = () => file().history.present.edits;

beforeEach(() => {
  store.setState({
    file: {
      ...newFileState('a.mp4'),
      info: { kind: 'video', width: 200, height: 100, duration: 3 } as FileInfo,
      activity: 'still',
      // They are gone by then.
      position: 2,
      overview: { people: [ANN, BEN], doubts: [] },
      history: { ...NEW_HISTORY, present: { edits: CHOSEN, trim: null } },
      meant: new Map([
        [1, ANN.id],
        [2, ANN.id],
      ]),
    },
  });
});

test('a person is said to be visible where they are not in the picture, and one step covers them again', () => {
  expect([ANN, BEN].map((person) => isShown(file(), person))).toEqual([true, false]);
  togglePerson(ANN);
  expect(edits()).toEqual([]);
});

test('who alone is to be hidden is covered, whenever they were left visible', () => {
  showOthers(ANN);
  expect(edits()).toEqual([{ kind: 'show', id: 1, at: BEN.at, box: BEN.box }]);
  expect(isShown(file(), BEN)).toBe(true);
});

test('a click on a visible face covers it, however many choices meant it', () => {
  const { box } = CHOSEN[0] as Person & Edit;
  toggle({ kind: 'visible', face: ANN.id, edit: 2, box, shape: { ...box, angle: 0 } } satisfies Mark);
  expect(edits()).toEqual([]);
});
