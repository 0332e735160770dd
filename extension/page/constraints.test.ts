import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainConstraints } from './constraints.ts';

test('keeps what names or sets a camera', () => {
  expect(plainConstraints(true)).toEqual({});
  expect(
    plainConstraints({
      width: { ideal: 1280, max: 1920 },
      height: 720,
      frameRate: { exact: 30 },
      facingMode: ['user', 'environment'],
      deviceId: { exact: ['a', 'b'] },
      zoom: 2,
      advanced: [{ width: 640, torch: true }],
    }),
  ).toEqual({
    width: { ideal: 1280, max: 1920 },
    height: 720,
    frameRate: { exact: 30 },
    facingMode: ['user', 'environment'],
    deviceId: { exact: ['a', 'b'] },
    advanced: [{ width: 640 }],
  });
});

test('reads each property once: a getter cannot answer differently later', () => {
  let reads = 0;
  const plain = plainConstraints({
    get width() {
      reads += 1;
      return 640;
    },
  });
  expect(reads).toBe(1);
  expect(plain).toEqual({ width: 640 });
});

test('whatever a site gives, the result can be sent, or it is a TypeError', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (given) => {
      try {
        structuredClone(plainConstraints(given));
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }
    }),
  );
});

test('functions and symbols are left out', () => {
  expect(plainConstraints({ width: () => 1, height: { ideal: Symbol('x'), max: 5 } })).toEqual({
    height: { max: 5 },
  });
});
