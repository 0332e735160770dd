import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ActionPlaces, chooseActionDetector, LOOK_BUDGET } from './choose.ts';
import type { ActionDetector } from './detector.ts';

const device = (isFallbackAdapter: boolean) => ({ adapterInfo: { isFallbackAdapter } }) as GPUDevice;
const detector = (): ActionDetector => ({ busy: false, detect: vi.fn(), compare: vi.fn(), close: vi.fn() });

const ON_DEVICE = detector();
const IN_WORKER = detector();

function places(onDevice: ActionPlaces['onDevice'] = async () => ON_DEVICE) {
  return { onDevice: vi.fn(onDevice), inWorker: vi.fn(async () => IN_WORKER) };
}

beforeEach(() => {
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('on a real graphics processor it runs on the device that draws, and is given a limit', async () => {
  const given = places();
  const drawing = device(false);
  expect(await chooseActionDetector(drawing, 'auto', given)).toBe(ON_DEVICE);
  expect(given.onDevice).toHaveBeenCalledWith(drawing, LOOK_BUDGET);
  expect(given.inWorker).not.toHaveBeenCalled();
});

test('where the CPU draws, and on a software adapter, it runs in a worker', async () => {
  const given = places();
  expect(await chooseActionDetector(null, 'auto', given)).toBe(IN_WORKER);
  expect(await chooseActionDetector(device(true), 'auto', given)).toBe(IN_WORKER);
  expect(await chooseActionDetector(null, 'webgpu', given)).toBe(IN_WORKER);
  expect(given.onDevice).not.toHaveBeenCalled();
});

test('where it is too slow on the device, or cannot be had there, it runs in a worker', async () => {
  const given = places(() => Promise.reject(new Error('a look took 300 ms')));
  expect(await chooseActionDetector(device(false), 'auto', given)).toBe(IN_WORKER);
});

test('what is wanted is done: without a limit on the device, or in a worker, and no other way out', async () => {
  const given = places();
  const drawing = device(true);
  expect(await chooseActionDetector(drawing, 'webgpu', given)).toBe(ON_DEVICE);
  expect(given.onDevice).toHaveBeenCalledWith(drawing, Number.POSITIVE_INFINITY);
  expect(await chooseActionDetector(device(false), 'wasm', given)).toBe(IN_WORKER);
  const broken = places(() => Promise.reject(new Error('no shader')));
  await expect(chooseActionDetector(drawing, 'webgpu', broken)).rejects.toThrow('no shader');
  expect(broken.inWorker).not.toHaveBeenCalled();
});

test('when neither way works, the last reason is reported', async () => {
  const given = places(() => Promise.reject(new Error('too slow')));
  given.inWorker.mockRejectedValue(new Error('damaged'));
  await expect(chooseActionDetector(device(false), 'auto', given)).rejects.toThrow('damaged');
});
