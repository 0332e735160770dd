/**
 * Undo and redo of corrections. A state is a whole `EditList`, and each is drawn the same way (`apply.ts`): faces covered but for
 * those that this very list names. So there is no order of steps that leads to anything else.
 */
import { type EditList, NO_EDITS } from './edits.ts';

export interface EditHistory {
  readonly past: readonly EditList[];
  readonly present: EditList;
  readonly future: readonly EditList[];
  /** Names the gesture under way, such as one drag: what it changes is one step. */
  readonly gesture: string | null;
}

export const NEW_HISTORY: EditHistory = { past: [], present: NO_EDITS, future: [], gesture: null };

/** Steps that are kept. */
const MAX_STEPS = 200;

/** @param gesture changes with the same name, one after the other, are undone together. */
export function commit(history: EditHistory, next: EditList, gesture: string | null = null): EditHistory {
  const goesOn = gesture !== null && gesture === history.gesture;
  return {
    past: goesOn ? history.past : [...history.past, history.present].slice(-MAX_STEPS),
    present: next,
    future: [],
    gesture,
  };
}

export function undo(history: EditHistory): EditHistory {
  const before = history.past.at(-1);
  return before
    ? {
        past: history.past.slice(0, -1),
        present: before,
        future: [history.present, ...history.future],
        gesture: null,
      }
    : history;
}

export function redo(history: EditHistory): EditHistory {
  const [next, ...future] = history.future;
  return next ? { past: [...history.past, history.present], present: next, future, gesture: null } : history;
}
