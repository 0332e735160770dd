/** What stands in for the browser's pictures and canvases in tests of the engine that run without a browser. */
import { afterAll, beforeAll, vi } from 'vitest';
import { box, type FramePx, point } from '../../base/geometry.ts';
import { learnedCover } from '../cover/learned-cover.ts';
import type { Alignment, VerifiedDetection } from '../face.ts';
import type { NetworkMode } from '../modes/catalogue.ts';
import type { CoverJob, Networks } from '../safe/renderer.ts';

/** Where a fake picture comes from: a camera, the whole-frame cover, a renderer. */
export type Origin = 'camera' | 'plate' | 'renderer';

/** An `ImageBitmap` or `VideoFrame` without pixels; it counts how often it is closed. */
export class FakePicture {
  closed = 0;
  constructor(
    readonly width: number,
    readonly height: number,
    readonly origin: Origin,
    /** µs. */
    readonly timestamp = 0,
  ) {}

  close(): void {
    this.closed += 1;
  }

  as<T extends ImageBitmap | VideoFrame>(): T {
    return this as unknown as T;
  }
}

/** On which the whole-frame cover is drawn. */
class FakeCanvas {
  constructor(
    public width: number,
    public height: number,
  ) {}

  getContext() {
    return { createLinearGradient: () => ({ addColorStop() {} }), fillRect() {}, fillStyle: '' };
  }

  transferToImageBitmap() {
    return new FakePicture(this.width, this.height, 'plate');
  }
}

/** For all tests of a file. */
export function fakeCanvases(): void {
  beforeAll(() => vi.stubGlobal('OffscreenCanvas', FakeCanvas));
  afterAll(() => vi.unstubAllGlobals());
}

/** A face in a frame of 640 × 480, found for certain. */
export const FACE: VerifiedDetection = {
  box: box<FramePx>(200, 150, 100, 100),
  score: 0.9,
  roll: 0,
  landmarks: null,
  verdict: 'confirmed',
};

const NONE = { ready: false, duration: 0, use: () => Promise.reject(new Error('none')) };
/** Of a renderer without any. */
export const NO_NETWORKS: Networks = { learned: NONE, persona: NONE };

let nextKey = 1;

/** A face that a network draws, in a crop of `side` px; the face is `share` of it high and wide. Every call makes another track. */
export function networkJob(
  mode: NetworkMode,
  { x, y, side, angle = 0 }: { x: number; y: number; side: number; angle?: number },
  share: number,
): CoverJob & { readonly aligned: Alignment } {
  const face = side * share;
  const key = nextKey++;
  const aligned: Alignment = {
    key,
    track: key,
    centre: point<FramePx>(x, y),
    side,
    angle,
    sighting: { box: box<FramePx>(x - face / 2, y - face / 2, face, face), landmarks: [] },
  };
  const cover = learnedCover(aligned, aligned.sighting, mode);
  if (!cover) {
    throw new Error('no cover');
  }
  return { cover, mode, values: {}, aligned };
}
