import { expect, test, vi } from 'vitest';
import { WorkerOrders } from './worker-orders.ts';

function fake() {
  const worker = { postMessage: vi.fn(), terminate: vi.fn() } as unknown as Worker;
  return { worker, orders: new WorkerOrders<string, number>(worker) };
}
const say = (worker: Worker, data: unknown) => worker.onmessage?.({ data } as MessageEvent);

test('answers go to their own orders, in whatever order they come; a failure to its own alone', async () => {
  const { worker, orders } = fake();
  const asked = ['a', 'b', 'c'].map((order) => orders.ask(order));
  expect(vi.mocked(worker.postMessage).mock.calls.map(([message]) => message)).toEqual([
    { id: 1, order: 'a' },
    { id: 2, order: 'b' },
    { id: 3, order: 'c' },
  ]);
  expect(orders.open).toBe(3);
  say(worker, { id: 3, made: 30 });
  say(worker, { id: 1, error: 'no' });
  say(worker, { id: 9, made: 90 });
  say(worker, { id: 2, made: 20 });
  await expect(asked[0]).rejects.toThrow('no');
  expect(await Promise.all(asked.slice(1))).toEqual([20, 30]);
  expect(orders.open).toBe(0);
});

test.each([
  [
    'breaks',
    (worker: Worker) => worker.onerror?.({ message: 'out of memory', preventDefault() {} } as ErrorEvent),
    'out of memory',
  ],
  [
    'sends what cannot be read',
    (worker: Worker) => worker.onmessageerror?.({} as MessageEvent),
    'could not be read',
  ],
])('a worker that %s leaves no order waiting', async (_, happen, words) => {
  const { worker, orders } = fake();
  const asked = [orders.ask('a'), orders.ask('b')];
  happen(worker);
  for (const one of asked) {
    await expect(one).rejects.toThrow(words);
  }
});

test('closing ends the worker, and every order with it', async () => {
  const { worker, orders } = fake();
  const asked = orders.ask('a');
  orders.close();
  await expect(asked).rejects.toThrow('closed');
  expect(worker.terminate).toHaveBeenCalled();
});
