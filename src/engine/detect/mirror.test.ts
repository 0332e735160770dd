import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, box, type FramePx, point } from '../../base/geometry.ts';
import type { Detection, Landmarks } from '../face.ts';
import { unmirrored } from './mirror.ts';

const FRAME = { width: 640, height: 480 };

function found(b: Box<FramePx>, eyes: 'within' | 'beyond' | 'none'): Detection {
  const at = eyes === 'within' ? point<FramePx>(100, 100) : point<FramePx>(-10, 100);
  const landmarks: Landmarks = {
    rightEye: at,
    leftEye: point(110, 100),
    nose: point(105, 110),
    mouth: point(105, 120),
    rightEar: point(-30, 100),
    leftEar: point(120, 100),
  };
  return { box: b, score: 0.8, roll: 0.3, landmarks: eyes === 'none' ? null : landmarks, pass: 'border' };
}

test('a face whose eyes, nose and mouth are in the picture is as it was found, though an ear may not be', () => {
  const face = found(box(-20, 50, 100, 100), 'within');
  expect(unmirrored(face, FRAME)).toBe(face);
});

test('what is made up of a face and its mirror image has no points, and reaches as far to either side', () => {
  const meant = unmirrored(found(box(-30, 50, 80, 100), 'beyond'), FRAME);
  expect(meant).toMatchObject({ box: box(-50, 50, 100, 100), landmarks: null, roll: 0 });
});

test('a mirror image and no more is nothing: the face that it is one of stands in the frame', () => {
  expect(unmirrored(found(box(-90, 50, 80, 100), 'beyond'), FRAME)).toBeNull();
  expect(unmirrored(found(box(50, 490, 80, 100), 'none'), FRAME)).toBeNull();
  // An upside-down one above a face in the middle, cut by the look's own border.
  expect(unmirrored(found(box(100, -347, 384, 422), 'none'), FRAME)).toBeNull();
  // Three tenths of a face, without and with its image.
  expect(unmirrored(found(box(-70, 50, 100, 100), 'none'), FRAME)?.box).toEqual(box(-70, 50, 140, 100));
  expect(unmirrored(found(box(-30, 50, 60, 100), 'none'), FRAME)?.box).toEqual(box(-30, 50, 60, 100));
});

test('of what is a face, what the box or its mirror image covers of the picture stays covered', () => {
  const span = fc.tuple(fc.integer({ min: -200, max: 800 }), fc.integer({ min: 1, max: 300 }));
  fc.assert(
    fc.property(span, span, fc.constantFrom('beyond', 'none'), ([x, width], [y, height], eyes) => {
      const b = box<FramePx>(x, y, width, height);
      const kept = unmirrored(found(b, eyes), FRAME)?.box;
      if (!kept) {
        return;
      }
      for (const s of [0.01, 0.25, 0.5, 0.75, 0.99]) {
        for (const t of [0.01, 0.25, 0.5, 0.75, 0.99]) {
          const px = mirror(x + s * width, FRAME.width);
          const py = mirror(y + t * height, FRAME.height);
          expect(px >= kept.x && px <= kept.x + kept.width).toBe(true);
          expect(py >= kept.y && py <= kept.y + kept.height).toBe(true);
        }
      }
    }),
  );
});

function mirror(at: number, length: number): number {
  return at < 0 ? -at : at > length ? 2 * length - at : at;
}
