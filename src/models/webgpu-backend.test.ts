import { env, findBackend, getBackend, KernelBackend, memory, tensor1d } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { SharedBackend } from './webgpu-backend.ts';

const made: FakeBackend[] = [];

/** What tfjs asks of a backend that holds a few tensors. */
class FakeBackend extends KernelBackend {
  readonly device: unknown;
  disposed = false;
  checkCompileCompletionAsync = vi.fn(async () => undefined);
  constructor(device: { readonly broken?: boolean }) {
    super();
    if (device.broken) {
      throw new Error('no such device');
    }
    this.device = device;
    made.push(this);
  }
  override write = () => ({});
  override incRef() {}
  override disposeData = () => true;
  override numDataIds = () => 0;
  override floatPrecision = () => 32 as const;
  override memory = () => ({ unreliable: false });
  override dispose() {
    this.disposed = true;
  }
}

vi.mock('@tensorflow/tfjs-backend-webgpu', () => ({
  get WebGPUBackend() {
    return FakeBackend;
  },
}));

// The package that is stood in for registers it.
env().registerFlag('WEBGPU_ENGINE_COMPILE_ONLY', () => false);

const device = (broken = false) => ({ broken }) as unknown as GPUDevice;
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('runs on the device that is given; the next caller waits until it was closed', async () => {
  const [first, second] = [device(), device()];
  const backend = await SharedBackend.start(first);
  expect([getBackend(), made.at(-1)?.device]).toEqual(['webgpu', first]);
  let started = false;
  const waiting = SharedBackend.start(second).then((next) => {
    started = true;
    return next;
  });
  await settled();
  expect([started, made.at(-1)?.device]).toEqual([false, first]);
  const before = made.at(-1);
  backend.close();
  const next = await waiting;
  expect([before?.disposed, made.at(-1)?.device]).toEqual([true, second]);
  next.close();
  expect(findBackend('webgpu')).toBeNull();
});

test('a device that cannot be used is reported, and nobody waits for it', async () => {
  await expect(SharedBackend.start(device(true))).rejects.toThrow('no such device');
  (await SharedBackend.start(device())).close();
});

test('compiling runs nothing and leaves no tensor, whatever happens', async () => {
  const backend = await SharedBackend.start(device());
  const kept = memory().numTensors;
  let only: unknown;
  await backend.compile(() => {
    only = env().getBool('WEBGPU_ENGINE_COMPILE_ONLY');
    return tensor1d([1]);
  });
  expect([only, memory().numTensors]).toEqual([true, kept]);
  expect(made.at(-1)?.checkCompileCompletionAsync).toHaveBeenCalledTimes(1);
  await expect(
    backend.compile(() => {
      throw new Error('no kernel');
    }),
  ).rejects.toThrow('no kernel');
  expect(env().getBool('WEBGPU_ENGINE_COMPILE_ONLY')).toBe(false);
  backend.close();
});
