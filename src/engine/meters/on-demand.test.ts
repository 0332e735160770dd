import { expect, test, vi } from 'vitest';
import { OnDemand } from './on-demand.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A service whose answers take `duration` ms, by its own account. */
function fakeService(duration = 1) {
  return { busy: false, close: vi.fn(), ask: vi.fn(async () => ({ duration })) };
}
type FakeService = ReturnType<typeof fakeService>;

function onDemand(create: () => Promise<FakeService>) {
  const onAnswer = vi.fn();
  const onFailure = vi.fn();
  const service = new OnDemand<FakeService, { duration: number }>({ create, onAnswer, onFailure });
  const failures = () => onFailure.mock.calls.filter(([error]) => error !== null);
  return {
    service,
    onAnswer,
    failures,
    onFailure,
    offer: (rate: number, now: number) => service.offer(rate, now, (made) => made.ask()),
  };
}

test('it is loaded on first use, and asked at its rate', async () => {
  const made = fakeService();
  const create = vi.fn(async () => made);
  const { offer, onAnswer } = onDemand(create);
  expect(offer(0, 0)).toBe(false);
  expect(create).not.toHaveBeenCalled();
  expect(offer(2, 0)).toBe(false);
  await settled();
  expect([1000, 1400, 1500].map((now) => offer(2, now))).toEqual([true, false, true]);
  made.busy = true;
  expect(offer(2, 9000)).toBe(false);
  await settled();
  expect(create).toHaveBeenCalledTimes(1);
  expect(onAnswer).toHaveBeenCalledTimes(2);
});

test('nothing is loaded while there is nothing to ask about', async () => {
  const create = vi.fn(async () => fakeService());
  const { service } = onDemand(create);
  expect(service.offer(1, 0, null)).toBe(false);
  expect(create).not.toHaveBeenCalled();
  expect(await service.load()).not.toBeNull();
});

test('at rate 0 it is closed, also while it is being loaded; later another one is loaded', async () => {
  const services = [fakeService(), fakeService(), fakeService()];
  let next = 0;
  const { offer } = onDemand(async () => services[next++] ?? fakeService());
  offer(1, 0);
  offer(0, 0);
  offer(1, 0);
  await settled();
  expect(services[0]?.close).toHaveBeenCalledTimes(1);
  expect(offer(1, 5000)).toBe(true);
  offer(0, 6000);
  expect(services[1]?.close).toHaveBeenCalledTimes(1);
  offer(1, 7000);
  await settled();
  offer(1, 8000);
  expect(services.map(({ ask }) => ask.mock.calls.length)).toEqual([0, 1, 1]);
});

test('answers and failures from a closed instance are ignored', async () => {
  for (const end of ['answer', 'fail'] as const) {
    const { service, offer, onAnswer, failures } = onDemand(async () => ({
      ...fakeService(),
      ask: vi.fn(() => (end === 'fail' ? Promise.reject(new Error('no')) : Promise.resolve({ duration: 1 }))),
    }));
    await service.load();
    offer(1, 0);
    service.unload();
    await settled();
    expect([onAnswer.mock.calls, failures()]).toEqual([[], []]);
  }
});

test('a failed load is reported once, and repeated only after a rate of 0', async () => {
  const create = vi.fn(() => Promise.reject(new Error('no')));
  const { service, offer, failures, onFailure } = onDemand(create);
  offer(1, 0);
  await settled();
  offer(1, 5000);
  expect(await service.load()).toBeNull();
  expect([failures().length, create.mock.calls.length]).toEqual([1, 1]);
  offer(0, 6000);
  expect(onFailure).toHaveBeenLastCalledWith(null);
  offer(1, 7000);
  await settled();
  expect(create).toHaveBeenCalledTimes(2);
});

test('once closed it is never loaded again', async () => {
  const create = vi.fn(async () => fakeService());
  const { service, offer } = onDemand(create);
  service.close();
  offer(1, 0);
  expect([await service.load(), create.mock.calls.length]).toEqual([null, 0]);
});

test('where answers take long it is asked less often, the first answer left aside', async () => {
  const { service, offer } = onDemand(async () => fakeService(900));
  await service.load();
  for (const now of [0, 1000]) {
    expect(offer(1, now)).toBe(true);
    await settled();
  }
  const share = Math.min(0.3, 0.05 * (globalThis.navigator?.hardwareConcurrency ?? 2));
  expect(offer(1, 1000 + 900 / share - 10)).toBe(false);
  expect(offer(1, 1000 + 900 / share)).toBe(true);
});
