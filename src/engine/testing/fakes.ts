/** What stands in for the browser's pictures and canvases in tests of the engine that run without a browser. */
import { afterAll, beforeAll, vi } from 'vitest';
import { box, type FramePx } from '../../base/geometry.ts';
import type { VerifiedDetection } from '../face.ts';
import type { Networks } from '../safe/renderer.ts';

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
