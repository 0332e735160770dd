/**
 * In which order the rows of a network's values are made, so that each is used while it is still in the processor's cache: a step
 * makes its next row as soon as its inputs' rows are there, the last steps first. Of a value only the rows that are still needed
 * are kept.
 */
import { inputsOf, type Plan, type Step } from './plan.ts';

export interface Schedule {
  /** One entry per row, in the order in which they are made: index of the step, and the row. */
  readonly tasks: readonly { readonly step: number; readonly row: number }[];
  /** By step: how many rows of its value are kept; row r lies at r modulo that. */
  readonly rows: readonly number[];
}

/** Rows of `input` that a row of the step's result is made from, first to last; those outside of the value are zeros. */
export function rowsRead(step: Step, input: 'input' | 'add', row: number): readonly [number, number] {
  if (input === 'add') {
    return [row, row];
  }
  switch (step.op) {
    case 'stem':
      return [2 * row - step.pad, 2 * row - step.pad + 2];
    case 'depthwise': {
      const first = step.stride * row - step.pad;
      return [first, first + 2];
    }
    case 'pool':
    case 'halve':
      return [2 * row, 2 * row + 1];
    case 'peak':
      return [2 * row - 1, 2 * row + 1];
    case 'enlarge':
      return step.by === 'nearest' ? [row >> 1, row >> 1] : [(row - 1) >> 1, (row + 1) >> 1];
    default:
      return [row, row];
  }
}

/** @param height the picture's, a multiple of every step's 2^level. */
export function scheduleRows(plan: Plan, height: number): Schedule {
  const { steps } = plan;
  const heights = steps.map(({ level }) => height >> level);
  const reads = steps.map((step) =>
    inputsOf(step).map((value, i) => ({
      from: value - 1,
      input: i === 0 ? ('input' as const) : ('add' as const),
    })),
  );
  const readers = steps.map((_, from) =>
    reads.flatMap((read, reader) =>
      read.filter((r) => r.from === from).map(({ input }) => ({ reader, input })),
    ),
  );
  /** By step: rows that are made. */
  const made = steps.map(() => 0);
  const rows = steps.map(() => 0);
  const tasks: { step: number; row: number }[] = [];

  const isReady = (index: number): boolean => {
    const step = steps[index] as Step;
    const row = made[index] as number;
    return (
      row < (heights[index] as number) &&
      (reads[index] ?? []).every(({ from, input }) => {
        const last = Math.min(rowsRead(step, input, row)[1], (heights[from] as number) - 1);
        return last < (made[from] as number);
      })
    );
  };
  /** The first row of a step's value that a reader has yet to read. */
  const firstNeeded = (index: number): number => {
    if (plan.outputs.includes(index + 1)) {
      return 0;
    }
    const firsts = (readers[index] ?? []).map(({ reader, input }) =>
      (made[reader] as number) < (heights[reader] as number)
        ? rowsRead(steps[reader] as Step, input, made[reader] as number)[0]
        : Number.POSITIVE_INFINITY,
    );
    return Math.max(0, Math.min(...firsts));
  };

  for (;;) {
    const step = steps.findLastIndex((_, index) => isReady(index));
    if (step < 0) {
      break;
    }
    const row = made[step] as number;
    tasks.push({ step, row });
    rows[step] = Math.max(rows[step] as number, row + 1 - firstNeeded(step));
    made[step] = row + 1;
  }
  if (made.some((count, index) => count < (heights[index] as number))) {
    throw new Error('The plan reads a value that it does not make before.');
  }
  return { tasks, rows };
}
