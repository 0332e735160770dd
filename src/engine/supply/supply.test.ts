/** What comes late: a part that was asked for before another one was is closed, and never used. (The rest: `faults.test.ts`.) */
import { expect, test, vi } from 'vitest';
import type { FaceDetector } from '../detect/detector.ts';
import type { Renderer } from '../safe/renderer.ts';
import { NO_NETWORKS } from '../testing/fakes.ts';
import { DetectorSupply } from './detector-supply.ts';
import { RendererSupply } from './renderer-supply.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));

function fakeDetector() {
  return { detect: async () => [], close: vi.fn() } satisfies FaceDetector;
}

function fakeRenderer(kind: Renderer['kind']) {
  return {
    kind,
    device: null,
    render: async () => [],
    networks: NO_NETWORKS,
    lost: new Promise<string>(() => undefined),
    dispose: vi.fn(),
  } satisfies Renderer;
}

test('a detector that is loaded after another kind was asked for is closed', async () => {
  const [late, wanted] = [fakeDetector(), fakeDetector()];
  let finish = (_: FaceDetector) => {};
  const supply = new DetectorSupply(
    (kind) =>
      kind === 'yunet'
        ? new Promise<FaceDetector>((resolve) => {
            finish = resolve;
          })
        : Promise.resolve(wanted),
    vi.fn(),
    vi.fn(),
  );
  supply.load('yunet');
  supply.load('mediapipe');
  await settled();
  finish(late);
  await settled();
  expect(supply.current).toBe(wanted);
  expect([late.close.mock.calls.length, wanted.close.mock.calls.length]).toEqual([1, 0]);
  supply.close();
  expect([supply.current, wanted.close.mock.calls.length]).toEqual([null, 1]);
});

test('a failure of a detector that was replaced meanwhile replaces nothing', async () => {
  const create = vi.fn(async () => fakeDetector());
  const supply = new DetectorSupply(create, vi.fn(), vi.fn());
  supply.load('yunet');
  await settled();
  const old = supply.current;
  supply.load('yunet');
  await settled();
  for (let i = 0; i < 5; i++) {
    supply.record(new Error('broken'), old);
  }
  expect(create).toHaveBeenCalledTimes(2);
});

test('one failed frame is taken back by the next one that is searched', async () => {
  const notify = vi.fn();
  const supply = new DetectorSupply(async () => fakeDetector(), notify, vi.fn());
  supply.load('yunet');
  await settled();
  supply.record(new Error('odd'), supply.current);
  expect(notify).toHaveBeenLastCalledWith('detector-failed', expect.stringContaining('odd'));
  supply.record(null, supply.current);
  expect(notify).toHaveBeenLastCalledWith('detector-failed', null);
});

test('a GPU that comes after the CPU was chosen, or after closing, is disposed of', async () => {
  for (const end of [(s: RendererSupply) => s.choose('cpu'), (s: RendererSupply) => s.close()]) {
    const gpu = fakeRenderer('webgpu');
    const supply = new RendererSupply(
      { createCpuRenderer: () => fakeRenderer('cpu'), createGpuRenderer: async () => gpu },
      vi.fn(),
      vi.fn(),
    );
    supply.choose('auto');
    expect([supply.current?.kind, supply.settled]).toEqual(['cpu', false]);
    end(supply);
    await settled();
    expect(supply.current).not.toBe(gpu);
    expect(gpu.dispose).toHaveBeenCalledTimes(1);
  }
});

test('a renderer that cannot be closed is replaced all the same', async () => {
  const gpu = fakeRenderer('webgpu');
  gpu.dispose.mockImplementation(() => {
    throw new Error('lost');
  });
  const supply = new RendererSupply(
    { createCpuRenderer: () => fakeRenderer('cpu'), createGpuRenderer: async () => gpu },
    vi.fn(),
    vi.fn(),
  );
  supply.choose('webgpu');
  await settled();
  supply.recordFailure(new Error('lost'), gpu);
  expect(supply.current?.kind).toBe('cpu');
  supply.close();
});
