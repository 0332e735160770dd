import { describe, expect, test, vi } from 'vitest';
import { box, type FramePx, point } from '../../base/geometry.ts';
import type { ModifierWeights } from '../../models/modifier/weights.ts';
import { alignedGrid, alignmentOf } from '../cover/learned-cover.ts';
import type { Face } from '../face.ts';
import { Collector, inCrop, PICTURES } from './collector.ts';
import { Adaptation } from './controller.ts';
import { learnedMask } from './mask.ts';
import type { FromAdapter, ToAdapter } from './messages.ts';
import type { AdaptReport } from './report.ts';
import type { AdaptStatus } from './status.ts';
import { packAdaptation, unpackAdaptation } from './stored-format.ts';
import { tinyModifier } from './tiny.ts';

const REPORT: AdaptReport = {
  steps: 3,
  pictures: PICTURES,
  seconds: 1,
  before: { similarity: 0.95, worst: 0.96, drift: 0, structure: 1, labels: null },
  after: { similarity: 0.9, worst: 0.91, drift: 0.02, structure: 0.97, labels: null },
  faults: [],
};

function face(change: Partial<Face> = {}): Face {
  const landmarks = {
    rightEye: point<FramePx>(50, 60),
    leftEye: point<FramePx>(80, 60),
    nose: point<FramePx>(65, 75),
    mouth: point<FramePx>(65, 92),
  };
  const found = alignmentOf(landmarks);
  return {
    id: 1,
    box: box<FramePx>(40, 40, 50, 60),
    roll: 0,
    landmarks,
    verdict: 'confirmed',
    everConfirmed: true,
    credible: true,
    state: 'seen',
    lostFor: 0,
    alignment: found && {
      ...found,
      key: 1,
      track: 1,
      sighting: { box: box<FramePx>(40, 40, 50, 60), landmarks: [landmarks] },
    },
    ...change,
  } as Face;
}

const PIXELS = { width: 160, height: 120, data: new Uint8ClampedArray(160 * 120 * 4).fill(200) };

describe('pictures are taken', () => {
  test('of one confirmed face alone, some time apart', () => {
    const collector = new Collector();
    expect(collector.wants([], 0).why).toBe('no-face');
    expect(collector.wants([face(), face({ id: 2 })], 0).why).toBe('several-faces');
    expect(collector.wants([face({ verdict: 'uncertain' })], 0).why).toBe('no-face');
    expect(collector.wants([face({ state: 'predicted' })], 0).why).toBe('no-face');
    expect(collector.wants([face()], 0).face).not.toBeNull();
    expect(collector.wants([face()], 100_000).why).toBe('too-soon');
    expect(collector.wants([face()], 300_000).face).not.toBeNull();
  });

  test('again when the person changes, and what was taken is overwritten', () => {
    const collector = new Collector();
    collector.wants([face()], 0);
    collector.take(PIXELS, face(), 16);
    collector.take(PIXELS, face(), 16);
    const first = collector.examples[0]?.picture as Float32Array;
    const around = collector.examples[1]?.scene?.pixels as Uint8ClampedArray;
    expect([first.some((v) => v > 0.7), around.some((v) => v === 200)]).toEqual([true, true]);
    collector.wants([face({ id: 2 })], 1e6);
    expect(collector.examples).toEqual([]);
    expect([first, around].every((values) => values.every((v) => v === 0))).toBe(true);
  });

  test('with the points where they lie in the crop', () => {
    const collector = new Collector();
    collector.take(PIXELS, face(), 128);
    const [right, left] = collector.examples[0]?.points ?? [];
    // Level eyes, as far apart as the crop's side of 4.2 times their distance says.
    expect(right?.y).toBeCloseTo(left?.y ?? 0);
    expect((left?.x ?? 0) - (right?.x ?? 0)).toBeCloseTo(128 / 4.2, 0);
    const grid = alignedGrid(face().alignment as never);
    expect(inCrop({ x: grid.x0, y: grid.y0 }, grid, 128)).toEqual({ x: -0.5, y: -0.5 });
  });
});

test('the mask is whole over the face and nothing at the crop’s border', () => {
  const mask = learnedMask(64);
  expect(mask[32 * 64 + 32]).toBe(1);
  expect(mask[0]).toBe(0);
  expect(mask.every((v) => v >= 0 && v <= 1)).toBe(true);
  expect(mask.reduce((sum, v) => sum + v, 0) / mask.length).toBeGreaterThan(0.35);
});

describe('what was learned', () => {
  const base: ModifierWeights = { ...tinyModifier(), sha256: 'abc' };
  const other = new Map(
    [...base.weights].map(([name, w]) => [name, { ...w, values: w.values.map((v) => v + 1) }]),
  );

  test('is packed and unpacked', async () => {
    const stored = structuredClone(await packAdaptation(other, 'abc', REPORT, 5));
    const { weights, kept } = await unpackAdaptation(stored, base);
    expect(kept).toEqual({ savedAt: 5, report: REPORT });
    expect([...weights.weights].map(([n, w]) => [n, w.shape, [...w.values]])).toEqual(
      [...other].map(([n, w]) => [n, w.shape, [...w.values]]),
    );
  });

  test('is refused when it is of another version or damaged', async () => {
    const stored = await packAdaptation(other, 'abc', REPORT, 5);
    await expect(unpackAdaptation(stored, { ...base, sha256: 'def' })).rejects.toThrow(/foreign/);
    await expect(unpackAdaptation({ ...stored, version: 2 }, base)).rejects.toThrow(/foreign/);
    const flipped = stored.bytes.slice();
    flipped[9] = (flipped[9] ?? 0) ^ 1;
    for (const broken of [
      null,
      'x',
      {},
      { ...stored, bytes: flipped },
      { ...stored, bytes: stored.bytes.slice(4) },
      { ...stored, names: stored.names.slice(1) },
    ]) {
      await expect(unpackAdaptation(broken, base)).rejects.toThrow(/damaged/);
    }
    const infinite = new Map(
      [...other].map(([n, w], i) => [n, i ? w : { ...w, values: w.values.map(() => Infinity) }]),
    );
    await expect(unpackAdaptation(await packAdaptation(infinite, 'abc', REPORT, 5), base)).rejects.toThrow(
      /damaged/,
    );
  });
});

/** Storage in memory, a worker that answers as it is asked to, and everything that was said. */
function stage(stored?: unknown) {
  const statuses: AdaptStatus[] = [];
  const worker = {
    onmessage: null as ((event: { data: FromAdapter }) => void) | null,
    onerror: null as unknown,
    terminate: vi.fn(),
    postMessage: vi.fn<(message: ToAdapter, transfer: ArrayBuffer[]) => void>(),
  };
  const storage = {
    value: stored,
    read: async () => storage.value,
    write: async (value: unknown) => {
      storage.value = value;
    },
    delete: async () => {
      storage.value = undefined;
    },
  };
  const onWeights = vi.fn();
  const adaptation = new Adaptation(
    { openAdapter: () => worker as unknown as Worker, storage },
    (status) => statuses.push(status),
    onWeights,
  );
  const now = () => statuses.at(-1)?.now;
  return { adaptation, worker, storage, onWeights, statuses, now };
}

/** Frames until enough pictures were taken. */
async function collect({ adaptation, now }: ReturnType<typeof stage>): Promise<void> {
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => ({ drawImage() {}, getImageData: () => PIXELS });
    },
  );
  adaptation.command('start');
  for (let i = 0; i < PICTURES; i++) {
    adaptation.offer({ source: { width: 160, height: 120 } as never, timestamp: i * 300_000 }, [face()]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  vi.unstubAllGlobals();
  expect(now()?.phase).toBe('loading');
}

describe('the flow', () => {
  const base: ModifierWeights = { ...tinyModifier(), sha256: 'abc' };
  const learned = new Map(
    [...base.weights].map(([n, w]) => [n, { ...w, values: w.values.map((v) => v * 2) }]),
  );

  test('collects, learns, keeps, is used, and is forgotten on request', async () => {
    const all = stage();
    await collect(all);
    const [message, transfer] = all.worker.postMessage.mock.calls[0] ?? [];
    expect(message?.examples).toHaveLength(PICTURES);
    const scenes = message?.examples.flatMap(({ scene }) => scene ?? []) ?? [];
    expect(scenes).toHaveLength(PICTURES / 4);
    expect(transfer).toHaveLength(PICTURES + scenes.length);
    const progress = { step: 1, steps: 3, secondsLeft: 4 };
    all.worker.onmessage?.({ data: { type: 'progress', progress } });
    expect(all.now()).toEqual({ phase: 'learning', progress });
    all.worker.onmessage?.({ data: { type: 'done', report: REPORT, weights: learned, base: 'abc' } });
    await vi.waitFor(() => expect(all.now()).toEqual({ phase: 'finished', report: REPORT }));
    expect(all.worker.terminate).toHaveBeenCalled();
    expect(all.onWeights).toHaveBeenCalledTimes(1);
    const used = await all.adaptation.applyTo(base);
    expect([...(used.weights.get('stem.weight')?.values ?? [])]).toEqual([
      ...(learned.get('stem.weight')?.values ?? []),
    ]);
    expect(all.statuses.at(-1)?.kept?.report).toEqual(REPORT);
    all.adaptation.command('forget');
    await vi.waitFor(() => expect(all.onWeights).toHaveBeenCalledTimes(2));
    expect(all.storage.value).toBeUndefined();
    expect(await all.adaptation.applyTo(base)).toBe(base);
    expect(all.statuses.at(-1)?.kept).toBeNull();
  });

  test('keeps nothing of what was rolled back', async () => {
    const all = stage();
    await collect(all);
    const report = { ...REPORT, faults: ['no-gain' as const] };
    all.worker.onmessage?.({ data: { type: 'done', report, weights: null, base: 'abc' } });
    await vi.waitFor(() => expect(all.now()).toEqual({ phase: 'finished', report }));
    expect(all.storage.value).toBeUndefined();
    expect(all.onWeights).not.toHaveBeenCalled();
  });

  test('ends the worker, and the pictures with it, when it is cancelled; a late answer changes nothing', async () => {
    const all = stage();
    await collect(all);
    const late = all.worker.onmessage;
    all.adaptation.command('cancel');
    expect(all.worker.terminate).toHaveBeenCalled();
    late?.({ data: { type: 'done', report: REPORT, weights: learned, base: 'abc' } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(all.now()).toEqual({ phase: 'idle' });
    expect(all.storage.value).toBeUndefined();
  });

  test('says why it failed, and that nothing was changed', async () => {
    const all = stage();
    await collect(all);
    all.worker.onmessage?.({ data: { type: 'failed', code: 'not-learned', why: 'out of memory' } });
    expect(all.now()).toEqual({
      phase: 'failed',
      problem: { code: 'not-learned', detail: 'out of memory' },
    });
    await collect(all);
    all.worker.onmessage?.({ data: { type: 'failed', code: 'not-loaded', why: '' } });
    expect(all.now()).toEqual({ phase: 'failed', problem: { code: 'not-loaded', detail: '' } });
  });

  test('ignores and drops damaged or foreign storage, and says so', async () => {
    const damaged = stage({ version: 1 });
    expect(await damaged.adaptation.applyTo(base)).toBe(base);
    expect(damaged.statuses.at(-1)?.dropped?.code).toBe('damaged');
    expect(damaged.storage.value).toBeUndefined();
    const foreign = stage(await packAdaptation(learned, 'other', REPORT, 1));
    expect(await foreign.adaptation.applyTo(base)).toBe(base);
    expect(foreign.statuses.at(-1)?.dropped?.code).toBe('foreign');
    const unreadable = stage();
    unreadable.storage.read = () => Promise.reject(new Error('no storage here'));
    expect(await unreadable.adaptation.applyTo(base)).toBe(base);
    expect(unreadable.statuses.at(-1)?.dropped).toEqual({ code: 'not-read', detail: 'no storage here' });
  });
});
