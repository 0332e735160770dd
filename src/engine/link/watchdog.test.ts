import { expect, test } from 'vitest';
import { Watchdog } from './watchdog.ts';

const PATIENCE = { stalled: 3000, dead: 10_000 };

test('a worker that answers is well, however long it is silent in between', () => {
  const dog = new Watchdog();
  for (let now = 0; now < 60_000; now += 500) {
    expect(dog.ping(now, PATIENCE)).toBe('well');
    dog.heard();
  }
});

test('a worker that does not answer is stalled, then dead', () => {
  const dog = new Watchdog();
  const judged = Array.from({ length: 30 }, (_, i) => dog.ping(i * 500, PATIENCE));
  expect(judged.indexOf('stalled')).toBe(7);
  expect(judged.indexOf('dead')).toBe(21);
});

test('slowed timers are not the fault of a worker that answers', () => {
  const dog = new Watchdog();
  for (let now = 0; now < 600_000; now += 60_000) {
    expect(dog.ping(now, PATIENCE)).toBe('well');
    dog.heard();
  }
});

test('after a sleep the worker gets a second ping before it is given up', () => {
  const dog = new Watchdog();
  dog.ping(0, PATIENCE);
  // The laptop sleeps before the answer is read.
  expect(dog.ping(3_600_000, PATIENCE)).toBe('well');
  dog.heard();
  expect(dog.ping(3_600_500, PATIENCE)).toBe('well');
});
