import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SafeFrame, SafeFrameMessage } from '../engine/safe/frame.ts';
import { unpackSafeFrame } from '../engine/safe/frame.ts';
import { CanvasSink } from './canvas-sink.ts';

class FakeBitmap {
  width = 64;
  height = 48;
  close = vi.fn();
}

const transferFromImageBitmap = vi.fn();
const canvas = () =>
  ({
    width: 300,
    height: 150,
    dataset: {},
    getContext: () => ({ transferFromImageBitmap }),
  }) as unknown as HTMLCanvasElement;

function frameWith(picture: unknown): SafeFrame {
  return unpackSafeFrame({
    type: 'safe-frame',
    view: 0,
    picture,
    timestamp: 1,
    report: {},
  } as SafeFrameMessage);
}

beforeEach(() => {
  vi.stubGlobal('ImageBitmap', FakeBitmap);
  transferFromImageBitmap.mockClear();
});
afterEach(() => vi.unstubAllGlobals());

test('hands a safe picture over and takes its size', () => {
  const target = canvas();
  const picture = new FakeBitmap();
  expect(new CanvasSink(target).draw(frameWith(picture))).toBe(true);
  expect(transferFromImageBitmap).toHaveBeenCalledWith(picture);
  expect([target.width, target.height]).toEqual([64, 48]);
});

test('refuses a picture that nobody vouched for', () => {
  const disguised = { picture: new FakeBitmap(), timestamp: 1, report: {} } as unknown as Parameters<
    CanvasSink['draw']
  >[0];
  expect(() => new CanvasSink(canvas()).draw(disguised)).toThrow(TypeError);
  expect(transferFromImageBitmap).not.toHaveBeenCalled();
});

test('closes what a canvas cannot take over', () => {
  const picture = { close: vi.fn() };
  expect(new CanvasSink(canvas()).draw(frameWith(picture))).toBe(false);
  expect(picture.close).toHaveBeenCalledOnce();
});
