import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ActionReading, addActions, addAway, KEPT, NO_ACTIONS, timelineCsv } from './actions.ts';

const reading = (labels: string[], agrees: boolean | null = null): ActionReading => ({
  timestamp: 0,
  people: labels.map((label) => ({ x: 0, y: 0, width: 1, height: 1, label, score: 0.5 })),
  agrees,
  duration: 20,
  backend: 'wasm',
});

test('a label goes on over short gaps and begins again after long ones', () => {
  let history = NO_ACTIONS;
  for (const [now, labels] of [
    [10, ['phoning']],
    [10.2, []],
    [11, ['phoning', 'talking']],
    [20, ['phoning']],
  ] as const) {
    history = addActions(history, reading([...labels]), now);
  }
  expect(history.stretches).toEqual([
    { label: 'phoning', from: 10, to: 11 },
    { label: 'talking', from: 11, to: 11 },
    { label: 'phoning', from: 20, to: 20 },
  ]);
});

test('two people who do the same are one stretch; agreement is counted where it was looked at', () => {
  let history = addActions(NO_ACTIONS, reading(['driving', 'driving'], true), 1);
  history = addActions(history, reading([], null), 1.2);
  history = addActions(history, reading(['driving'], false), 1.4);
  expect(history).toEqual({
    stretches: [{ label: 'driving', from: 1, to: 1.4 }],
    compared: 2,
    agreed: 1,
    looks: 3,
    backend: 'wasm',
  });
});

test('whatever is seen: nothing older than an hour is kept, and memory is bounded', () => {
  const step = fc.record({
    wait: fc.double({ min: 0, max: 20, noNaN: true }),
    labels: fc.array(fc.constantFrom('a', 'b', 'c')),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let now = 0;
      let history = NO_ACTIONS;
      for (const { wait, labels } of steps) {
        now += wait;
        history = addActions(history, reading(labels), now);
      }
      for (const { from, to } of history.stretches) {
        expect(from).toBeLessThanOrEqual(to);
        expect(to).toBeGreaterThan(now - KEPT);
      }
      expect(history.stretches.length).toBeLessThanOrEqual(3 * (KEPT / 1.5 + 1));
    }),
  );
});

test('nobody there is a stretch of its own; the table has seconds since the first stretch', () => {
  let history = addActions(NO_ACTIONS, reading(['eating']), 10);
  history = addActions(history, reading(['eating']), 11.24);
  history = addAway(addAway(history, 20), 21);
  expect(history.looks).toBe(2);
  expect(timelineCsv(history)).toBe('action,from_s,to_s\r\neating,0.0,1.2\r\naway,10.0,11.0\r\n');
  expect(timelineCsv(NO_ACTIONS)).toBe('action,from_s,to_s\r\n');
});
