/** At what pace the meters are asked, on what device, and what is reported when one fails. */
import { beforeEach, expect, test, vi } from 'vitest';
import { mintSafeFrame, type RawFrame, type SafeFrame } from '../safe/frame.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { FakePicture } from '../testing/fakes.ts';
import type { ActionDetector, ActionReading } from './action/detector.ts';
import { Meters, type ProcessedFrame } from './meters.ts';

const SETTINGS = { ...DEFAULT_SETTINGS, privacyRate: 0, actionRate: 5 };
const RAW: RawFrame = { source: new FakePicture(64, 48, 'camera').as<ImageBitmap>(), timestamp: 0 };
const DEVICE = {} as GPUDevice;

const frame = (...frames: SafeFrame[]): ProcessedFrame => ({ raw: RAW, frames, faces: [] });

function safe(covered: 'faces' | 'whole' = 'faces') {
  return mintSafeFrame(new FakePicture(64, 48, 'renderer').as<ImageBitmap>(), 0, {
    covered,
    reason: covered === 'faces' ? 'faces' : 'no-face',
    faces: [],
    width: 64,
    height: 48,
    renderer: 'webgpu',
    mode: 'mask',
    timing: { detect: 0, track: 0, render: 0, total: 0 },
  });
}

const reading = (duration: number): ActionReading => ({
  timestamp: 0,
  people: [],
  agrees: null,
  duration,
  backend: 'webgpu',
});

/** A detector whose looks are answered by hand. */
function byHand() {
  const answers: { give(reading: ActionReading): void; fail(error: Error): void }[] = [];
  const look = () =>
    new Promise<ActionReading>((resolve, reject) => {
      answers.push({ give: resolve, fail: reject });
    });
  const detector = { busy: false, detect: vi.fn(look), compare: vi.fn(look), close: vi.fn() };
  return { ...(detector satisfies ActionDetector), answers };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const onActions = vi.fn();
const onNotice = vi.fn();
let made: ReturnType<typeof byHand>[] = [];
let create = vi.fn();

function newMeters(): Meters {
  return new Meters({ createActionDetector: create }, { onActions, onLeak() {}, onPrivacy() {} }, onNotice);
}

beforeEach(() => {
  onActions.mockReset();
  onNotice.mockReset();
  made = [];
  create = vi.fn(async () => {
    const detector = byHand();
    made.push(detector);
    return detector;
  });
});

test('the leak meter comes when pictures have gone on for a second, whatever they show', () => {
  const createLeakMeter = vi.fn(() => new Promise<never>(() => undefined));
  const on = new Meters({ createLeakMeter }, { onActions, onLeak() {}, onPrivacy() {} }, onNotice);
  for (const now of [500, 1400]) {
    on.offer(frame(safe()), SETTINGS, now);
    expect(createLeakMeter).not.toHaveBeenCalled();
  }
  on.offer(frame(safe('whole')), SETTINGS, 1500);
  expect(createLeakMeter).toHaveBeenCalledTimes(1);
});

test('the detector is loaded once it is known what draws, and for that device', async () => {
  const on = newMeters();
  on.offer(frame(safe()), SETTINGS, 0);
  expect(create).not.toHaveBeenCalled();
  on.drawnOn(DEVICE);
  on.offer(frame(safe('whole')), SETTINGS, 10);
  expect(create).not.toHaveBeenCalled();
  on.offer(frame(safe()), SETTINGS, 20);
  expect(create).toHaveBeenCalledWith(DEVICE, 'auto', 'desk');
});

test('a lost device takes the detector along; with the new one it comes back', async () => {
  const on = newMeters();
  on.drawnOn(DEVICE);
  on.offer(frame(safe()), SETTINGS, 0);
  await settled();
  on.offer(frame(safe()), SETTINGS, 1000);
  on.drawnOn(null);
  expect(made[0]?.close).toHaveBeenCalledTimes(1);
  // What was under way fails with the device: nothing is reported, there is nothing to mend.
  made[0]?.answers[0]?.fail(new Error('device lost'));
  await settled();
  expect(onNotice.mock.calls.filter(([, words]) => words)).toEqual([]);
  on.offer(frame(safe()), SETTINGS, 2000);
  await settled();
  expect(create).toHaveBeenLastCalledWith(null, 'auto', 'desk');
  const another = {} as GPUDevice;
  on.drawnOn(another);
  expect(made[1]?.close).toHaveBeenCalledTimes(1);
  on.offer(frame(safe()), SETTINGS, 3000);
  await settled();
  expect(create).toHaveBeenLastCalledWith(another, 'auto', 'desk');
  on.offer(frame(safe()), SETTINGS, 4000);
  made[2]?.answers[0]?.give(reading(10));
  await settled();
  expect(onActions).toHaveBeenCalledTimes(1);
});

test('the same device is no reason to load it again; another setting is', async () => {
  const on = newMeters();
  on.drawnOn(DEVICE);
  on.offer(frame(safe()), SETTINGS, 0);
  await settled();
  on.drawnOn(DEVICE);
  on.offer(frame(safe()), SETTINGS, 1000);
  expect(create).toHaveBeenCalledTimes(1);
  on.offer(frame(safe()), { ...SETTINGS, actionBackend: 'wasm' }, 2000);
  await settled();
  expect(made[0]?.close).toHaveBeenCalledTimes(1);
  expect(create).toHaveBeenLastCalledWith(DEVICE, 'wasm', 'desk');
});

test('switched off in the middle of a question: a late answer or failure is ignored', async () => {
  for (const end of ['give', 'fail'] as const) {
    const on = newMeters();
    on.drawnOn(null);
    on.offer(frame(safe()), SETTINGS, 0);
    await settled();
    on.offer(frame(safe()), SETTINGS, 1000);
    on.offer(frame(safe()), { ...SETTINGS, actionRate: 0 }, 1100);
    const [answer] = made.at(-1)?.answers ?? [];
    end === 'give' ? answer?.give(reading(10)) : answer?.fail(new Error('it does not answer'));
    await settled();
    expect(onActions).not.toHaveBeenCalled();
    expect(onNotice.mock.calls.filter(([, words]) => words)).toEqual([]);
  }
});

test('so is the privacy meter, switched off in the middle of a reading', async () => {
  let fail: (error: Error) => void = () => undefined;
  const examine = () =>
    new Promise<never>((_, reject) => {
      fail = reject;
    });
  const close = vi.fn();
  const on = new Meters(
    { createPrivacyMeter: async () => ({ busy: false, examine, close }) },
    { onActions, onLeak() {}, onPrivacy() {} },
    onNotice,
  );
  const rate = { ...SETTINGS, privacyRate: 1 };
  for (const now of [0, 1000, 5000]) {
    on.offer(frame(safe()), rate, now);
    await settled();
  }
  on.offer(frame(safe()), SETTINGS, 5100);
  expect(close).toHaveBeenCalledTimes(1);
  fail(new Error('it does not answer'));
  await settled();
  expect(onNotice.mock.calls.filter(([, words]) => words)).toEqual([]);
});

test('a failed question is reported, and one that works takes that back', async () => {
  const on = newMeters();
  on.drawnOn(DEVICE);
  on.offer(frame(safe()), SETTINGS, 0);
  await settled();
  on.offer(frame(safe()), SETTINGS, 1000);
  made[0]?.answers[0]?.fail(new Error('out of memory'));
  await settled();
  expect(onNotice).toHaveBeenLastCalledWith('actions-unavailable', expect.stringContaining('out of memory'));
  on.offer(frame(safe()), SETTINGS, 2000);
  made[0]?.answers[1]?.give(reading(10));
  await settled();
  expect(onNotice).toHaveBeenLastCalledWith('actions-unavailable', null);
});

test('one that cannot be loaded is reported; switched off, nothing is missing any more', async () => {
  create.mockRejectedValue(new Error('damaged'));
  const on = newMeters();
  on.drawnOn(null);
  on.offer(frame(safe()), SETTINGS, 0);
  await settled();
  expect(onNotice).toHaveBeenLastCalledWith('actions-unavailable', expect.stringContaining('damaged'));
  on.offer(frame(safe()), { ...SETTINGS, actionRate: 0 }, 100);
  expect(onNotice).toHaveBeenLastCalledWith('actions-unavailable', null);
});

test('five looks a second, fewer after one that took long; now and then the raw picture is compared', async () => {
  const on = newMeters();
  on.drawnOn(DEVICE);
  on.offer(frame(safe()), SETTINGS, 0);
  await settled();
  const [detector] = made;
  async function looksIn(from: number, to: number, duration: number): Promise<number> {
    const before = detector?.answers.length ?? 0;
    for (let now = from; now < to; now += 20) {
      const asked = detector?.answers.length ?? 0;
      on.offer(frame(safe()), SETTINGS, now);
      if ((detector?.answers.length ?? 0) > asked) {
        detector?.answers.at(-1)?.give(reading(duration));
        await settled();
      }
    }
    return (detector?.answers.length ?? 0) - before;
  }
  expect(await looksIn(10_000, 20_000, 5)).toBe(50);
  // 600 ms are 30 % of two seconds, more than which it never takes; the first look still comes at the old pace.
  expect(await looksIn(20_000, 40_000, 600)).toBeLessThanOrEqual(11);
  expect(detector?.compare.mock.calls.length).toBe(Math.ceil((detector?.answers.length ?? 0) / 8));
});

test('a reading of the leak meter that is asked for comes for that very frame; one that fails is reported', async () => {
  const reading = { timestamp: 0, faces: 1, uncovered: 0, bareFaces: 0, duration: 1 };
  const examine = vi.fn(async () => reading);
  const meters = new Meters(
    { createLeakMeter: async () => ({ busy: false, examine, close() {} }) },
    { onActions, onLeak() {}, onPrivacy() {} },
    onNotice,
  );
  expect(await (await meters.beginReading(RAW, safe())).reading).toBe(reading);
  examine.mockRejectedValueOnce(new Error('no answer'));
  expect(await (await meters.beginReading(RAW, safe())).reading).toBeNull();
  expect(onNotice).toHaveBeenLastCalledWith('leak-unavailable', expect.stringContaining('no answer'));
  meters.close();
  expect(await (await meters.beginReading(RAW, safe())).reading).toBeNull();
});
