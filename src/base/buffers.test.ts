import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BufferPool, scratch } from './buffers.ts';

test('never gives one buffer to two at once, and always enough', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 5000 })), { maxLength: 200 }),
      (steps) => {
        const pool = new BufferPool();
        const held: ArrayBuffer[] = [];
        for (const [take, number] of steps) {
          if (take) {
            const buffer = pool.take(number);
            expect(buffer.byteLength).toBeGreaterThanOrEqual(number);
            expect(held).not.toContain(buffer);
            held.push(buffer);
          } else if (held.length > 0) {
            const [buffer] = held.splice(number % held.length, 1);
            pool.give(buffer as ArrayBuffer);
          }
        }
      },
    ),
  );
});

test('uses the smallest that is large enough, and keeps no more than a few', () => {
  const pool = new BufferPool();
  const [small, large] = [pool.take(10), pool.take(1000)];
  pool.give(large);
  pool.give(small);
  expect(pool.take(8)).toBe(small);
  expect(pool.take(8)).toBe(large);
  const given = Array.from({ length: 100 }, () => new ArrayBuffer(10));
  for (const buffer of given) {
    pool.give(buffer);
  }
  const taken = given.map(() => pool.take(10));
  expect(taken.filter((buffer) => given.includes(buffer)).length).toBeLessThan(50);
});

test('refuses what was given back already', () => {
  const pool = new BufferPool();
  const buffer = pool.take(10);
  pool.give(buffer);
  expect(() => pool.give(buffer)).toThrow(RangeError);
});

test('scratch has the length that is asked for, and the same memory', () => {
  const floats = scratch(Float32Array);
  const first = floats(100);
  const second = floats(50);
  expect([first.length, second.length]).toEqual([100, 50]);
  expect(second.buffer).toBe(first.buffer);
  expect(floats(200).length).toBe(200);
});
