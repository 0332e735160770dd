import { expect, test, vi } from 'vitest';
import type { RendererNetwork } from '../safe/renderer.ts';
import { NetworkOnDemand } from './network-on-demand.ts';

type Own = RendererNetwork<string>;

function ownNetwork() {
  const own = {
    ready: false,
    duration: 7,
    use: vi.fn(async (weights: string | null) => {
      own.ready = weights !== null;
    }),
  };
  return own;
}

test('nothing is loaded before there are weights; then it is the one that was loaded', async () => {
  const own = ownNetwork();
  const load = vi.fn(async (): Promise<Own> => own);
  const network = new NetworkOnDemand<string, Own>(load);
  await network.use(null);
  expect([load.mock.calls.length, network.ready, network.duration, network.own]).toEqual([0, false, 0, null]);
  await network.use('weights');
  expect([load.mock.calls.length, network.ready, network.duration, network.own]).toEqual([1, true, 7, own]);
  const letGo = network.use(null);
  // At once: no job of the mode may come any more.
  expect(network.ready).toBe(false);
  await letGo;
});

test('what is not wanted any more when it comes is not made ready, and later weights win', async () => {
  const own = ownNetwork();
  const finish: ((own: Own) => void)[] = [];
  const network = new NetworkOnDemand<string, Own>(() => new Promise((resolve) => finish.push(resolve)));
  const first = network.use('first');
  const gone = network.use(null);
  const second = network.use('second');
  for (const resolve of finish) {
    resolve(own);
  }
  await Promise.all([first, gone, second]);
  expect(own.use.mock.calls).toEqual([['second']]);
});

test('one that cannot be loaded is not ready, says why, and is loaded with the next weights', async () => {
  const load = vi.fn<() => Promise<Own>>().mockRejectedValueOnce(new Error('no network'));
  load.mockResolvedValue(ownNetwork());
  const network = new NetworkOnDemand<string, Own>(load);
  await expect(network.use('weights')).rejects.toThrow('no network');
  expect(network.ready).toBe(false);
  await network.use('weights');
  expect(network.ready).toBe(true);
});
