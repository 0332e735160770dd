import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partAround } from './thumbnail-sink.ts';

test('a thumbnail shows the largest face, from inside the frame, in its own aspect', () => {
  const side = fc.integer({ min: 16, max: 4000 });
  const face = fc.record({
    x: fc.integer({ min: -500, max: 4000 }),
    y: fc.integer({ min: -500, max: 4000 }),
    width: side,
    height: side,
  });
  fc.assert(
    fc.property(
      fc.array(face, { maxLength: 4 }),
      side,
      side,
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (faces, width, height, aspect) => {
        const part = partAround(faces, { width, height }, aspect);
        expect(part.x).toBeGreaterThanOrEqual(-1e-6);
        expect(part.y).toBeGreaterThanOrEqual(-1e-6);
        expect(part.x + part.width).toBeLessThanOrEqual(width + 1e-6);
        expect(part.y + part.height).toBeLessThanOrEqual(height + 1e-6);
        expect(part.width / part.height).toBeCloseTo(aspect, 6);
      },
    ),
  );
  expect(partAround([{ x: 100, y: 100, width: 100, height: 100 }], { width: 640, height: 480 }, 1)).toEqual({
    x: 55,
    y: 55,
    width: 190,
    height: 190,
  });
});
