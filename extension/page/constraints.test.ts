import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainConstraints, screenConstraints } from './constraints.ts';

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

test('a screen that is asked for in the older way is told from a camera, and copied', () => {
  const mandatory = {
    chromeMediaSource: 'desktop',
    chromeMediaSourceId: 'abc',
    maxWidth: 1920,
    minFrameRate: 5,
    sourceId: 'a camera',
    maxHeight: { valueOf: () => 1 },
  };
  expect({ ...screenConstraints({ mandatory, optional: [{ sourceId: 'a camera' }] }) }).toEqual({
    chromeMediaSource: 'desktop',
    chromeMediaSourceId: 'abc',
    maxWidth: 1920,
    minFrameRate: 5,
  });
  const cameras = [true, {}, { mandatory: { minWidth: 640 } }, { chromeMediaSource: 'desktop' }];
  expect(cameras.map(screenConstraints)).toEqual([null, null, null, null]);
});

test("a screen's name is read once, and nothing comes from a prototype", () => {
  let reads = 0;
  const screen = screenConstraints({
    mandatory: {
      get chromeMediaSource() {
        reads += 1;
        return reads === 1 ? 'desktop' : 'camera';
      },
    },
  });
  expect([reads, screen?.chromeMediaSource]).toEqual([1, 'desktop']);
  expect(Object.getPrototypeOf(screen)).toBeNull();
});
