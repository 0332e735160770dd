/** What a person does, judged in the whole small picture with one face or the other pasted in. */
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { box, type FramePx, point } from '../../base/geometry.ts';
import { radius } from '../../base/superellipse.ts';
import { useBackend } from '../../models/testing/backends.ts';
import type { Alignment } from '../face.ts';
import { SIDE } from '../meters/action/input-size.ts';
import { GREY } from '../meters/action/letterbox.ts';
import { MOST } from '../render/learned/seam.ts';
import type { Example } from './example.ts';
import { ActionLabels, type Look } from './labels.ts';
import { type Scene, sceneOf, withFace } from './scene.ts';

const CROP = 16;
const PIXELS = { width: 512, height: 384, data: new Uint8ClampedArray(512 * 384 * 4).fill(200) };
const ALIGNED: Alignment = {
  key: 1,
  track: 1,
  centre: point<FramePx>(300, 160),
  side: 180,
  angle: 0.3,
  sighting: { box: box<FramePx>(255, 115, 90, 90), landmarks: [] },
};

function scene(): Scene {
  const made = sceneOf(PIXELS, ALIGNED);
  if (!made) {
    throw new Error('no scene');
  }
  return made;
}

const crop = (value: number) => new Float32Array(CROP * CROP * 3).fill(value);
/** RGB of a square at a place in the frame. */
function at(square: Float32Array, x: number, y: number): number[] {
  const p = Math.floor(y / 2 + 32) * SIDE + Math.floor(x / 2);
  return [...square.subarray(p * 3, p * 3 + 3)];
}

describe('a scene', () => {
  test('is the frame in its grey square, with the face where it is', () => {
    const { pixels, alignment, cover } = scene();
    expect([...pixels.subarray(0, 3)]).toEqual([GREY, GREY, GREY]);
    expect([...pixels.subarray((SIDE * 32 + 7) * 4, (SIDE * 32 + 7) * 4 + 3)]).toEqual([200, 200, 200]);
    expect(alignment).toEqual({ centre: { x: 150, y: 112 }, side: 90, angle: 0.3 });
    expect(cover.width).toBeLessThan(90);
  });

  test('shows the pasted face in all of the core, and nothing else beyond its feather', () => {
    const { cover } = scene();
    const square = withFace(scene(), crop(200 / 255), crop(0.3));
    let [core, foreign, touched] = [0, 0, 0];
    for (let p = 0; p < SIDE * SIDE; p++) {
      const dx = (p % SIDE) + 0.5 - cover.centre.x;
      const dy = Math.floor(p / SIDE) + 0.5 - cover.centre.y;
      const u = (dx * Math.cos(cover.angle) + dy * Math.sin(cover.angle)) / (cover.width / 2);
      const v = (dy * Math.cos(cover.angle) - dx * Math.sin(cover.angle)) / (cover.height / 2);
      const distance = radius(u, v, cover.exponent);
      const red = square[p * 3] as number;
      if (distance <= 1) {
        core += 1;
        foreign += red > (0.3 + MOST) * 255 + 1 ? 1 : 0;
      } else if (distance > 1 + cover.feather) {
        touched += red !== 200 && red !== GREY ? 1 : 0;
      }
    }
    expect([foreign, touched]).toEqual([0, 0]);
    expect(core).toBeGreaterThan(1000);
    expect(at(square, 300, 160)[0]).toBeCloseTo(0.3 * 255, -1);
  });

  test('is none for a face that the modifier would not get', () => {
    const sighting = { box: box<FramePx>(100, 20, 400, 300), landmarks: [] };
    expect(sceneOf(PIXELS, { ...ALIGNED, sighting })).toBeNull();
  });
});

describe('labels', () => {
  beforeAll(() => useBackend('cpu'));

  const examples: Example[] = [scene(), scene(), null, scene()].map((one) => ({
    picture: crop(0.8),
    points: [],
    scene: one,
  }));
  /** Faces of the examples, each of one grey. */
  const faces = (...greys: number[]): Tensor4D =>
    tensor4d(Float32Array.from(greys.flatMap((grey) => [...crop(grey)])), [greys.length, CROP, CROP, 3]);
  const levelOf = (square: Float32Array) => (at(square, 300, 160)[0] ?? 0) / 255;
  /** Sees a person yawn whose face is dark, and nobody where it is nearly black. */
  const look: Look = async (square) => {
    const level = levelOf(square);
    return level < 0.1 ? [] : [{ label: level < 0.5 ? 'yawning' : 'talking' }];
  };

  test('are compared picture by picture, each with its own face; examples without a scene do not count', async () => {
    const judge = new ActionLabels(examples, look);
    const shipped = faces(0.3, 0.6, 0.6, 0.6);
    expect(await judge.agreement(shipped, faces(0.4, 0.7, 0.2, 0.8))).toBe(1);
    expect(await judge.agreement(shipped, faces(0.4, 0.4, 0.6, 0.8))).toBeCloseTo(2 / 3);
    expect(await judge.agreement(shipped, faces(0, 0, 0, 0))).toBe(0);
  });

  test('say nothing where nobody is seen either way', async () => {
    const judge = new ActionLabels(examples, look);
    const dark = faces(0, 0, 0.6, 0);
    expect(await judge.agreement(dark, dark)).toBeNull();
    expect(await judge.agreement(faces(0, 0, 0, 0.6), faces(0, 0, 0, 0.7))).toBe(1);
  });
});
