import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Finds, FRAMES_BEFORE, WorkerAside } from './aside.ts';
import type { Look, NetworkWeights } from './looks.ts';

const FINDS: Finds = [[{ score: 0.9, x: 1, y: 2, width: 3, height: 4, points: [] }]];

/** Answers orders as it is told: null never, an Error as a failure. */
class StandIn {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly orders: unknown[] = [];
  closed = false;

  constructor(readonly answer: (order: unknown) => Finds | Error | null) {}

  postMessage({ id, order }: { id: number; order: unknown }) {
    this.orders.push(order);
    const made = this.answer(order);
    if (made) {
      queueMicrotask(() =>
        this.onmessage?.({ data: made instanceof Error ? { id, error: made.message } : { id, made } }),
      );
    }
  }

  terminate() {
    this.closed = true;
  }
}

const WEIGHTS = { yunet: new Map() } as unknown as NetworkWeights;
const shared = new Uint8ClampedArray([1, 2, 3, 4]);
const look = (): Look => ({
  network: 'yunet',
  threshold: 0.5,
  picture: { data: shared, width: 1, height: 1, scale: 1, turnedHeight: null, margin: 0 },
});

function aside(answer: StandIn['answer'], processors = 2) {
  const worker = new StandIn(answer);
  return { worker, asked: new WorkerAside(WEIGHTS, () => worker as unknown as Worker, processors) };
}

/** Until it is there. */
async function load(asked: WorkerAside) {
  for (let frame = 0; frame < FRAMES_BEFORE; frame++) {
    expect(await asked.ask([look])).toBeNull();
  }
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('it is started after some frames, nobody waits while it loads; then it is given pictures of its own', async () => {
  const { worker, asked } = aside((order) => (order === WEIGHTS ? [] : FINDS));
  expect(await asked.ask([look])).toBeNull();
  expect(worker.orders).toEqual([]);
  await load(asked);
  expect(await asked.ask([look])).toEqual(FINDS);
  const [weights, [given]] = worker.orders as [unknown, Look[]];
  expect(weights).toBe(WEIGHTS);
  expect(given).toEqual(look());
  expect(given?.picture.data).not.toBe(shared);
});

test.each([
  ['fails', new Error('out of memory')],
  ['never answers', null],
] as const)('one that %s is never asked again', async (_, answer) => {
  const { worker, asked } = aside((order) => (order === WEIGHTS ? [] : answer));
  await load(asked);
  const answered = asked.ask([look]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await answered).toBeNull();
  expect(worker.closed).toBe(true);
  expect(await asked.ask([look])).toBeNull();
  expect(worker.orders).toHaveLength(2);
});

test('where there is one processor, or no worker, nobody is asked', async () => {
  const single = aside(() => FINDS, 1);
  await load(single.asked);
  expect(await single.asked.ask([look])).toBeNull();
  expect(single.worker.orders).toEqual([]);
  const none = new WorkerAside(
    WEIGHTS,
    () => {
      throw new Error('no workers here');
    },
    2,
  );
  await load(none);
  expect(await none.ask([look])).toBeNull();
});
