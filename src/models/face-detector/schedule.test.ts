import { expect, test } from 'vitest';
import { inputsOf, type Plan, type Step } from './plan.ts';
import { rowsRead, scheduleRows } from './schedule.ts';
import { storedYunet } from './stored.ts';
import { everyShuffledStep, everyStep } from './testing.ts';
import { planYunet } from './yunet-plan.ts';

const cases: [string, Plan, number][] = [
  ['YuNet', planYunet(storedYunet()), 480],
  ['YuNet, the smallest', planYunet(storedYunet()), 32],
  ['every step', everyStep(0), 40],
  ['every step, padded before', everyStep(1), 24],
  ['steps of the processor alone', everyShuffledStep(), 40],
];

test.each(cases)(
  '%s: every row is made once, from rows that are there and not yet overwritten',
  (_, plan, height) => {
    const { tasks, rows } = scheduleRows(plan, height);
    const heightOf = (step: number) => height >> (plan.steps[step] as Step).level;
    /** By step: the row that lies in each place. */
    const kept = plan.steps.map((_, i) => new Array<number>(rows[i] as number).fill(-1));
    const made = plan.steps.map(() => 0);
    for (const { step: index, row } of tasks) {
      const step = plan.steps[index] as Step;
      inputsOf(step).forEach((value, i) => {
        const from = value - 1;
        const [first, last] = rowsRead(step, i === 0 ? 'input' : 'add', row);
        for (let r = Math.max(0, first); r <= Math.min(last, heightOf(from) - 1); r++) {
          expect(kept[from]?.[r % (rows[from] as number)]).toBe(r);
        }
      });
      expect(row).toBe(made[index]);
      made[index] = row + 1;
      (kept[index] as number[])[row % (rows[index] as number)] = row;
    }
    expect(made).toEqual(plan.steps.map((_, i) => heightOf(i)));
    for (const output of plan.outputs) {
      expect(rows[output - 1]).toBe(heightOf(output - 1));
    }
  },
);

test('of the large maps only a few rows are kept', () => {
  const plan = planYunet(storedYunet());
  const { rows } = scheduleRows(plan, 480);
  plan.steps.forEach(({ level }, i) => {
    if (level <= 2) {
      expect(rows[i]).toBeLessThanOrEqual(4);
    }
  });
});
