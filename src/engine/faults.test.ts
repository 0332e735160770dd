/** Every way a part can fail, injected: whatever happens, safe frames come out, and nothing of the frame is in them. */
import { beforeEach, expect, test, vi } from 'vitest';
import { box, type FramePx, point } from '../base/geometry.ts';
import {
  CorruptModelError,
  MissingModelError,
  type ModelError,
  UnreachableModelError,
} from '../models/fetch.ts';
import type { FaceDetector } from './detect/detector.ts';
import { Engine, type EngineParts } from './engine.ts';
import type { VerifiedDetection } from './face.ts';
import { NETWORK_MODES } from './modes/catalogue.ts';
import { DETECTION_DEADLINE, Pipeline } from './pipeline.ts';
import type { RawFrame, SafeFrame } from './safe/frame.ts';
import { assertSafe, mintSafeFrame, packSafeFrame } from './safe/frame.ts';
import { NetworkError, type Renderer, type RenderRequest } from './safe/renderer.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import type { EngineState } from './state.ts';
import { FACE, FakePicture, fakeCanvases, NO_NETWORKS } from './testing/fakes.ts';

fakeCanvases();
beforeEach(() => {
  vi.useRealTimers();
});

let clock = 0;
function rawFrame(width = 640, height = 480): RawFrame {
  clock += 33_333;
  return { source: new FakePicture(width, height, 'camera').as<ImageBitmap>(), timestamp: clock };
}

const finding = (...faces: VerifiedDetection[]): FaceDetector => ({ detect: async () => faces, close() {} });
const failing = (detect: FaceDetector['detect']): FaceDetector => ({ detect, close() {} });

function drawing(render?: Renderer['render'], kind: Renderer['kind'] = 'cpu'): Renderer {
  return {
    kind,
    device: null,
    render:
      render ??
      (async ({ frame, views }) =>
        views.map(() => {
          const { width, height } = frame.source as ImageBitmap;
          return new FakePicture(width, height, 'renderer').as<ImageBitmap>();
        })),
    networks: NO_NETWORKS,
    lost: new Promise(() => undefined),
    dispose() {},
  };
}

function originOf(frame: SafeFrame | undefined): string {
  return (frame as unknown as { picture: FakePicture }).picture.origin;
}

async function once(detector: FaceDetector | null, renderer: Renderer | null, settings = DEFAULT_SETTINGS) {
  const pipeline = new Pipeline();
  pipeline.configure(settings);
  const { frames, ...failures } = await pipeline.process(rawFrame(), { detector, renderer });
  const [frame] = frames;
  return { frame, origin: originOf(frame), reason: frame?.report.reason, ...failures };
}

/** So many small faces side by side. */
function crowd(count: number): VerifiedDetection[] {
  return Array.from({ length: count }, (_, i) => ({
    ...FACE,
    box: box<FramePx>(16 * (i % 40), 16 * Math.floor(i / 40), 14, 14),
  }));
}

/** Boxes of all sizes all over the frame. */
function scattered(count: number): VerifiedDetection[] {
  return Array.from({ length: count }, (_, i) => ({
    ...FACE,
    box: box<FramePx>((i * 97) % 560, (i * 61) % 400, 20 + ((i * 37) % 120), 20 + ((i * 53) % 120)),
  }));
}

test('five hundred faces are covered like any others', async () => {
  const { origin, reason, frame } = await once(finding(...crowd(500)), drawing());
  expect([origin, reason, frame?.report.faces.length]).toEqual(['renderer', 'faces', 500]);
});

test('a face that is found is drawn over', async () => {
  const { origin, reason, frame } = await once(finding(FACE), drawing());
  expect([origin, reason, frame?.report.faces.length]).toEqual(['renderer', 'faces', 1]);
});

test.each<[string, FaceDetector | null, string]>([
  ['is not there', null, 'starting'],
  ['finds nothing', finding(), 'no-face'],
  ['hardly sees anything', finding({ ...FACE, score: 0.35, verdict: 'uncertain' }), 'no-face'],
  ['rejects', failing(() => Promise.reject(new Error('broken'))), 'detector-failed'],
  [
    'throws',
    failing(() => {
      throw new Error('broken');
    }),
    'detector-failed',
  ],
  ['gives NaN', finding({ ...FACE, box: box<FramePx>(Number.NaN, 0, 10, 10) }), 'detector-failed'],
  ['gives a box without a size', finding({ ...FACE, box: box<FramePx>(0, 0, -10, 10) }), 'detector-failed'],
  ['gives a roll without end', finding({ ...FACE, roll: Number.POSITIVE_INFINITY }), 'detector-failed'],
  [
    'gives a box beyond the frame',
    finding({ ...FACE, box: box<FramePx>(700, 0, 50, 50) }),
    'detector-failed',
  ],
  ['gives more faces than any picture holds', finding(...crowd(1001)), 'detector-failed'],
  ['gives hundreds of boxes one over the other', finding(...scattered(300)), 'detector-failed'],
  ['gives no list', failing(async () => null as unknown as []), 'detector-failed'],
])('a detector that %s covers the whole frame', async (_, detector, expected) => {
  const { origin, reason } = await once(detector, drawing());
  expect([origin, reason]).toEqual(['plate', expected]);
});

test('a detector that hangs covers the whole frame when its time is over', async () => {
  vi.useFakeTimers();
  const pending = once(
    failing(() => new Promise(() => undefined)),
    drawing(),
  );
  await vi.advanceTimersByTimeAsync(DETECTION_DEADLINE + 10);
  const { origin, reason, detectorFailure } = await pending;
  expect([origin, reason]).toEqual(['plate', 'detector-failed']);
  expect(detectorFailure?.message).toMatch(/too long/);
});

test.each<[string, Renderer | null, string]>([
  ['is not there', null, 'starting'],
  ['rejects', drawing(() => Promise.reject(new Error('lost'))), 'renderer-failed'],
  ['gives too few pictures', drawing(async () => []), 'renderer-failed'],
  [
    'gives a picture of another size',
    drawing(async () => [new FakePicture(320, 240, 'renderer').as<ImageBitmap>()]),
    'renderer-failed',
  ],
])('a renderer that %s covers the whole frame', async (_, renderer, expected) => {
  const { origin, reason } = await once(finding(FACE), renderer);
  expect([origin, reason]).toEqual(['plate', expected]);
});

test('pictures that are not given out are closed', async () => {
  const picture = new FakePicture(320, 240, 'renderer');
  await once(
    finding(FACE),
    drawing(async () => [picture as unknown as ImageBitmap]),
  );
  expect(picture.closed).toBe(1);
});

test('"none" is covered whole, in whatever place', async () => {
  const pipeline = new Pipeline();
  pipeline.configure({ ...DEFAULT_SETTINGS, views: [{ mode: 'none' }, { mode: 'blur' }, { mode: 'none' }] });
  const { frames } = await pipeline.process(rawFrame(), { detector: finding(FACE), renderer: drawing() });
  expect(frames.map(originOf)).toEqual(['plate', 'renderer', 'plate']);
  expect(frames.map((f) => f.report.reason)).toEqual(['comparison-only', 'faces', 'comparison-only']);
});

test('without "cover when no face" an empty picture is shown, and a lost face still covers', async () => {
  const settings = { ...DEFAULT_SETTINGS, coverWhenNoFace: false, linger: 0 };
  expect((await once(finding(), drawing(), settings)).reason).toBe('faces');
  const pipeline = new Pipeline();
  pipeline.configure(settings);
  await pipeline.process(rawFrame(), { detector: finding(FACE), renderer: drawing() });
  const { frames } = await pipeline.process(rawFrame(), { detector: finding(), renderer: drawing() });
  expect(frames[0]?.report.reason).toBe('face-lost');
});

test.each<[string, FaceDetector['bodies'], string]>([
  ['says where its head is', async () => [box<FramePx>(150, 120, 200, 360)], 'faces'],
  ['is not to be seen', async () => [], 'face-lost'],
  ['is no box', async () => [box<FramePx>(Number.NaN, 120, 200, 360)], 'face-lost'],
  ['cannot be looked for yet', async () => null, 'face-lost'],
  ['cannot be looked for', () => Promise.reject(new Error('broken')), 'face-lost'],
])('a face is lost and its body %s', async (_, bodies, expected) => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const pipeline = new Pipeline();
  pipeline.configure({ ...DEFAULT_SETTINGS, linger: 0 });
  await pipeline.process(rawFrame(), { detector: finding(FACE), renderer: drawing() });
  const detector: FaceDetector = { ...finding(), ...(bodies ? { bodies } : {}) };
  const { frames, faces } = await pipeline.process(rawFrame(), { detector, renderer: drawing() });
  expect(frames[0]?.report.reason).toBe(expected);
  if (expected === 'faces') {
    // As wide as the body, and as high as its upper half.
    expect(faces[0]?.cover.width).toBeGreaterThan(200);
    expect(faces[0]?.cover.height).toBeGreaterThan(180);
  }
});

test('a frame of another size is covered whole, and old faces are forgotten', async () => {
  const pipeline = new Pipeline();
  const parts = { detector: finding(FACE), renderer: drawing() };
  await pipeline.process(rawFrame(), parts);
  const turned = await pipeline.process(rawFrame(480, 640), parts);
  expect(turned.frames[0]?.report).toMatchObject({ reason: 'size-changed', width: 480, height: 640 });
  expect((await pipeline.process(rawFrame(480, 640), parts)).frames[0]?.report.reason).toBe('faces');
});

test('a mode that is switched while a frame is under way takes effect with the next one', async () => {
  const pipeline = new Pipeline();
  let go = () => {};
  const slow = failing(async () => {
    await new Promise<void>((resolve) => {
      go = resolve;
    });
    return [FACE];
  });
  const pending = pipeline.process(rawFrame(), { detector: slow, renderer: drawing() });
  pipeline.configure({ ...DEFAULT_SETTINGS, views: [{ mode: 'edge' }] });
  go();
  expect((await pending).frames[0]?.report.mode).toBe('mask');
});

test('the learned mode is masked while it is not there', async () => {
  const { frame } = await once(finding(FACE), drawing(), {
    ...DEFAULT_SETTINGS,
    views: [{ mode: 'learned' }],
  });
  expect(frame?.report.mode).toBe('mask');
});

test('a picture that nobody vouched for is refused', () => {
  const forged = { picture: new FakePicture(1, 1, 'camera'), timestamp: 0 } as unknown as SafeFrame;
  expect(() => assertSafe(forged)).toThrow(TypeError);
  expect(() => packSafeFrame(forged, 0)).toThrow(TypeError);
  const real = mintSafeFrame(forged.picture, 0, {} as SafeFrame['report']);
  expect(() => assertSafe({ ...real })).toThrow(TypeError);
});

function engineWith(parts: Partial<EngineParts>) {
  let latest: EngineState = { detector: 'loading', renderer: 'none', notices: [] };
  const engine = new Engine(
    { ...DEFAULT_SETTINGS, actionRate: 5 },
    {
      createDetector: async () => finding(FACE),
      createCpuRenderer: () => drawing(),
      createGpuRenderer: () => Promise.reject(new Error('none')),
      createLeakMeter: () => Promise.reject(new Error('none')),
      loadNetwork: {
        learned: () => Promise.reject(new Error('none')),
        persona: () => Promise.reject(new Error('none')),
      },
      createPrivacyMeter: () => Promise.reject(new Error('none')),
      adaptation: {
        openAdapter: () => {
          throw new Error('none');
        },
        storage: { read: async () => undefined, write: async () => undefined, delete: async () => undefined },
      },
      ...parts,
    },
    {
      onState: (state) => {
        latest = state;
      },
      onLeak() {},
      onPrivacy() {},
      onActions() {},
      onAdapt() {},
    },
  );
  engine.start();
  return { engine, state: () => latest };
}

async function reasonOf(engine: Engine): Promise<string | undefined> {
  const frame = rawFrame();
  const [safe] = await engine.process(frame);
  expect((frame.source as unknown as FakePicture).closed).toBe(1);
  return safe?.report.reason;
}

test('the engine tries again when the detector cannot be loaded, and says so meanwhile', async () => {
  vi.useFakeTimers();
  let attempts = 0;
  const { engine, state } = engineWith({
    createDetector: async () => {
      attempts += 1;
      if (attempts < 3) {
        throw new Error('no network');
      }
      return finding(FACE);
    },
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(await reasonOf(engine)).toBe('starting');
  expect(state()).toMatchObject({ detector: 'failed' });
  expect(state().notices.map((n) => n.code)).toContain('detector-failed');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await reasonOf(engine)).toBe('faces');
  expect(state().notices.map((n) => n.code)).not.toContain('detector-failed');
  engine.close();
});

test.each<[string, ModelError, string, RegExp]>([
  ['damaged', new CorruptModelError('x is not the tested one'), 'model-corrupt', /damaged .*Reload the page/],
  ['missing', new MissingModelError('x is not on the server'), 'detector-failed', /missing .*whoever runs/],
  [
    'not to be reached',
    new UnreachableModelError('x did not arrive'),
    'detector-failed',
    /not be loaded .*again/,
  ],
])('a model of the detector that is %s is named as such, with what to do', async (_, error, code, words) => {
  const { engine, state } = engineWith({ createDetector: () => Promise.reject(error) });
  await vi.waitFor(() =>
    expect(state().notices).toContainEqual({ code, words: expect.stringMatching(words) }),
  );
  expect(await reasonOf(engine)).toBe('starting');
  engine.close();
});

test('a detector that fails time and again is replaced', async () => {
  let made = 0;
  const { engine, state } = engineWith({
    createDetector: async () => {
      made += 1;
      return made === 1 ? failing(() => Promise.reject(new Error('broken'))) : finding(FACE);
    },
  });
  await vi.waitFor(() => expect(state().detector).toBe('ready'));
  for (let i = 0; i < 3; i++) {
    expect(await reasonOf(engine)).toBe('detector-failed');
  }
  await vi.waitFor(() => expect(made).toBe(2));
  await vi.waitFor(async () => expect(await reasonOf(engine)).toBe('faces'));
  engine.close();
});

test('a GPU that is lost gives way to the CPU at once and is asked for again', async () => {
  vi.useFakeTimers();
  let lose: (why: string) => void = () => {};
  let made = 0;
  const { engine, state } = engineWith({
    createGpuRenderer: async () => {
      made += 1;
      return {
        ...drawing(undefined, 'webgpu'),
        lost: new Promise<string>((resolve) => {
          lose = resolve;
        }),
      };
    },
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(state().renderer).toBe('webgpu');
  lose('unplugged');
  await vi.advanceTimersByTimeAsync(10);
  expect(state()).toMatchObject({ renderer: 'cpu' });
  expect(state().notices.map((n) => n.code)).toContain('webgpu-lost');
  expect(await reasonOf(engine)).toBe('faces');
  await vi.advanceTimersByTimeAsync(2000);
  expect([state().renderer, made]).toEqual(['webgpu', 2]);
  engine.close();
});

test('the action detector goes with the device that draws and comes back with the next one; a detector that cannot be had stops no frame', async () => {
  vi.useFakeTimers();
  let lose: (why: string) => void = () => {};
  const devices: GPUDevice[] = [];
  const given: (GPUDevice | null)[] = [];
  const { engine, state } = engineWith({
    createGpuRenderer: async () => {
      const device = { number: devices.length } as unknown as GPUDevice;
      devices.push(device);
      const lost = new Promise<string>((resolve) => {
        lose = resolve;
      });
      return { ...drawing(undefined, 'webgpu'), device, lost };
    },
    createActionDetector: async (device) => {
      given.push(device);
      throw new Error('no shader');
    },
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(await reasonOf(engine)).toBe('faces');
  await vi.advanceTimersByTimeAsync(10);
  expect(state().notices.find((n) => n.code === 'actions-unavailable')?.words).toMatch(/no shader/);
  expect(await reasonOf(engine)).toBe('faces');
  lose('unplugged');
  await vi.advanceTimersByTimeAsync(10);
  expect(await reasonOf(engine)).toBe('faces');
  await vi.advanceTimersByTimeAsync(2000);
  expect(await reasonOf(engine)).toBe('faces');
  expect(given).toEqual([devices[0], null, devices[1]]);
  expect(given[2]).not.toBe(given[0]);
  engine.close();
});

test('a GPU frame that fails is covered whole, and the next one is drawn by the CPU', async () => {
  const { engine, state } = engineWith({
    createGpuRenderer: async () => drawing(() => Promise.reject(new Error('validation')), 'webgpu'),
  });
  await vi.waitFor(() => expect(state()).toMatchObject({ detector: 'ready', renderer: 'webgpu' }));
  expect(await reasonOf(engine)).toBe('renderer-failed');
  expect(await reasonOf(engine)).toBe('faces');
  expect(state().renderer).toBe('cpu');
  engine.close();
});

test('a thousand frames are all closed, whatever fails among them', async () => {
  let n = 0;
  const { engine, state } = engineWith({
    createDetector: async () =>
      failing(async () => {
        n += 1;
        if (n % 7 === 0) {
          throw new Error('now and then');
        }
        return n % 5 === 0 ? [] : [FACE];
      }),
  });
  await vi.waitFor(() => expect(state().detector).toBe('ready'));
  for (let i = 0; i < 1000; i++) {
    expect(await reasonOf(engine)).toBeDefined();
  }
  engine.close();
});

const at = (x: number, y: number) => point<FramePx>(x, y);
/** The same face with its points, where they are in a face. */
const WITH_POINTS: VerifiedDetection = {
  ...FACE,
  landmarks: {
    rightEye: at(229, 185),
    leftEye: at(271, 185),
    nose: at(250, 205),
    mouth: at(250, 228),
  },
};

/** A renderer that keeps what it was asked for. */
function modifying(render: (request: RenderRequest) => void = () => {}) {
  const asked: RenderRequest[] = [];
  const renderer = drawing(async (request) => {
    asked.push(request);
    render(request);
    const { width, height } = request.frame.source as ImageBitmap;
    return request.views.map(() => new FakePicture(width, height, 'renderer').as<ImageBitmap>());
  });
  const network = { ready: true, duration: 1, use: async () => {} };
  return { renderer: { ...renderer, networks: { learned: network, persona: network } }, asked };
}

const LEARNED = { ...DEFAULT_SETTINGS, views: [{ mode: 'learned' }] } as const;
const modesIn = (request: RenderRequest | undefined, view: number) =>
  request?.views[view]?.covers.map((job) => job.mode);
const modesOf = (request: RenderRequest | undefined) => modesIn(request, 0);

test('what is doubtful is covered at once and plainly, and is reason enough to show the picture', async () => {
  const { renderer, asked } = modifying();
  const doubtful = { ...WITH_POINTS, score: 0.5, roll: 2, verdict: 'uncertain' } as const;
  const { reason } = await once(finding(doubtful), renderer);
  const [job] = asked[0]?.views[0]?.covers ?? [];
  expect([reason, job?.mode, job?.values.style, job?.cover.angle]).toEqual(['faces', 'mask', 'slate', 0]);
  expect(job?.cover.width).toBeLessThan(1.35 * doubtful.box.width);
});

test.each(NETWORK_MODES)(
  'a confirmed face is drawn by %s, an uncertain one beside it gets a plain cover',
  async (mode) => {
    const { renderer, asked } = modifying();
    const lamp = { ...FACE, box: box<FramePx>(500, 300, 60, 60), verdict: 'uncertain' } as const;
    const settings = { ...DEFAULT_SETTINGS, views: [{ mode }], faceKey: 77 };
    const { frame } = await once(finding(WITH_POINTS, lamp), renderer, settings);
    expect(modesOf(asked[0])).toEqual([mode, 'mask']);
    expect(frame?.report.mode).toBe(mode);
    // The key goes to the one that draws by it.
    expect(asked[0]?.views[0]?.covers[0]?.values).toEqual(mode === 'persona' ? { key: 77 } : {});
  },
);

test('a confirmed face that is missed for a moment keeps the learned face; when it stays lost it is masked', async () => {
  const { renderer, asked } = modifying();
  const pipeline = new Pipeline();
  pipeline.configure(LEARNED);
  const reports = [];
  for (let i = 0; i < 12; i++) {
    const detector = finding(...(i < 3 ? [WITH_POINTS] : []));
    const { frames } = await pipeline.process(rawFrame(), { detector, renderer });
    reports.push(frames[0]?.report);
  }
  expect(asked.map((request) => modesOf(request)?.join()).slice(2)).toEqual([
    'learned',
    ...new Array(6).fill('learned'),
    ...new Array(3).fill('mask'),
  ]);
  expect(reports.at(5)).toMatchObject({ mode: 'learned', reason: 'faces', faces: [{ state: 'predicted' }] });
  expect(reports.at(-1)).toMatchObject({ mode: 'mask', reason: 'faces' });
});

test('an uncertain box within a learned face is covered with it', async () => {
  const { renderer, asked } = modifying();
  const eye = { ...FACE, box: box<FramePx>(240, 190, 20, 20), verdict: 'uncertain' } as const;
  await once(finding(WITH_POINTS, eye), renderer, LEARNED);
  expect(modesOf(asked[0])).toEqual(['learned']);
});

test.each<[string, VerifiedDetection]>([
  ['without points', FACE],
  ['that is uncertain', { ...WITH_POINTS, verdict: 'uncertain', score: 0.4 }],
  ['much larger than its points say', { ...WITH_POINTS, box: box<FramePx>(100, 60, 300, 300) }],
])('a face %s is never given to the modifier', async (_, detection) => {
  const { renderer, asked } = modifying();
  await once(finding(detection, { ...FACE, box: box<FramePx>(500, 300, 60, 60) }), renderer, LEARNED);
  expect(modesOf(asked[0])).toEqual(['mask', 'mask']);
});

test.each(NETWORK_MODES)('%s that fails leaves a masked face, not a whole plate', async (mode) => {
  const { renderer, asked } = modifying((request) => {
    if (modesOf(request)?.includes(mode)) {
      throw new NetworkError(mode, 'out of memory');
    }
  });
  const { frame, origin, reason, networkFailures, rendererFailure } = await once(
    finding(WITH_POINTS),
    renderer,
    { ...DEFAULT_SETTINGS, views: [{ mode }] },
  );
  expect(asked.map(modesOf)).toEqual([[mode], ['mask']]);
  expect([origin, reason, frame?.report.mode, rendererFailure]).toEqual(['renderer', 'faces', 'mask', null]);
  expect(networkFailures.map(({ mode, message }) => [mode, message])).toEqual([[mode, 'out of memory']]);
});

test('two networks that fail in one frame leave masks, each in its own view', async () => {
  const { renderer, asked } = modifying((request) => {
    const failed = NETWORK_MODES.find((mode) =>
      request.views.some((_, i) => modesIn(request, i)?.includes(mode)),
    );
    if (failed) {
      throw new NetworkError(failed, 'out of memory');
    }
  });
  const settings = { ...DEFAULT_SETTINGS, views: NETWORK_MODES.map((mode) => ({ mode })) };
  const { reason, networkFailures } = await once(finding(WITH_POINTS), renderer, settings);
  expect(asked.map((request) => [0, 1].map((view) => modesIn(request, view)?.join()))).toEqual([
    ['learned', 'persona'],
    ['mask', 'persona'],
    ['mask', 'mask'],
  ]);
  expect([reason, networkFailures.length]).toEqual(['faces', 2]);
});

test('a renderer that fails over the mask as well covers the whole frame', async () => {
  const { renderer } = modifying(() => {
    throw new NetworkError('learned', 'again and again');
  });
  const { origin, reason } = await once(finding(WITH_POINTS), renderer, LEARNED);
  expect([origin, reason]).toEqual(['plate', 'renderer-failed']);
});

test('a detector that is slow for long is reported, with what to do, and taken back when it is fast again', async () => {
  let slow = true;
  const now = vi.spyOn(performance, 'now');
  let time = 0;
  now.mockImplementation(() => time);
  const { engine, state } = engineWith({
    createDetector: async () =>
      failing(async () => {
        time += slow ? 900 : 30;
        return [FACE];
      }),
  });
  await vi.waitFor(() => expect(state().detector).toBe('ready'));
  const codes = () => state().notices.map((n) => n.code);
  for (let i = 0; i < 30; i++) {
    expect(await reasonOf(engine)).toBe('faces');
  }
  expect(codes()).toContain('detector-slow');
  slow = false;
  for (let i = 0; i < 60; i++) {
    await reasonOf(engine);
  }
  expect(codes()).not.toContain('detector-slow');
  engine.close();
  now.mockRestore();
});

test('a video’s frame that a helper fails on is covered whole, and so is one of a helper that dies; others, then the engine’s own detector, look at the next', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { navigator } = globalThis;
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
  const broken = { ...failing(() => Promise.reject(new Error('broken'))), busy: 0, close: vi.fn() };
  const helpers = [broken, { ...broken, close: vi.fn() }];
  const left = [...helpers];
  const { engine } = engineWith({ openDetectorHelper: async () => left.shift() ?? broken });
  await engine.ready();
  expect(engine.room).toBe(1);
  await engine.openHelpers();
  expect(engine.room).toBe(4);
  const frames = [rawFrame(), rawFrame(), rawFrame()];
  const found = [];
  for (const frame of frames) {
    found.push(await engine.detect(frame));
  }
  expect(found).toEqual([null, null, [FACE]]);
  expect(engine.room).toBe(1);
  expect(helpers.map(({ close }) => close.mock.calls.length)).toEqual([1, 1]);
  expect(frames.map(({ source }) => (source as unknown as FakePicture).closed)).toEqual([1, 1, 1]);
  engine.close();
  vi.stubGlobal('navigator', navigator);
});
