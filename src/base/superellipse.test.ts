import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FramePx, point } from './geometry.ts';
import { boundsOf, holds, opacity, radius, reachOf, type Superellipse } from './superellipse.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyShape = fc.record({
  centre: fc.tuple(number(-500, 1500), number(-500, 1500)).map(([x, y]) => point<FramePx>(x, y)),
  width: number(4, 900),
  height: number(4, 900),
  angle: number(-7, 7),
  exponent: number(2, 6),
});

/** The point of the frame at (u, v) of the shape, in half sides. */
function at({ centre, width, height, angle }: Superellipse, u: number, v: number) {
  const [dx, dy] = [(u * width) / 2, (v * height) / 2];
  return point<FramePx>(
    centre.x + dx * Math.cos(angle) - dy * Math.sin(angle),
    centre.y + dx * Math.sin(angle) + dy * Math.cos(angle),
  );
}

test('the shape holds exactly the points within its border, turned or not', () => {
  fc.assert(
    fc.property(anyShape, number(0, 2 * Math.PI), (shape, turn) => {
      const [x, y] = [Math.cos(turn), Math.sin(turn)];
      const length = radius(x, y, shape.exponent);
      expect(holds(shape, [at(shape, x / length, y / length)])).toBe(true);
      expect(holds(shape, [shape.centre, at(shape, (1.001 * x) / length, (1.001 * y) / length)])).toBe(false);
    }),
  );
});

test('a point that is no number is never held, wherever it stands among others', () => {
  const shape = {
    centre: point<FramePx>(0, 0),
    width: 2,
    height: 2,
    angle: 0,
    exponent: 2,
  };
  const nowhere = point<FramePx>(Number.NaN, 0);
  for (const points of [
    [nowhere, shape.centre],
    [shape.centre, nowhere],
  ]) {
    expect(reachOf(shape, points)).toBeNaN();
    expect(holds(shape, points)).toBe(false);
  }
});

test('the bounds hold the shape and no more than its rectangle', () => {
  fc.assert(
    fc.property(anyShape, (shape) => {
      const bounds = boundsOf(shape);
      const corners = [-1, 1].flatMap((u) => [-1, 1].map((v) => at(shape, u, v)));
      expect(Math.min(...corners.map(({ x }) => x))).toBeCloseTo(bounds.x, 6);
      expect(Math.max(...corners.map(({ y }) => y))).toBeCloseTo(bounds.y + bounds.height, 6);
    }),
  );
});

test('opacity is 1 in the shape, 0 beyond the feather, and falls between', () => {
  expect([opacity(1, 0, 2.6, 0.2), opacity(0, 1.21, 2.6, 0.2)]).toEqual([1, 0]);
  expect(opacity(1.1, 0, 2.6, 0.2)).toBeCloseTo(0.5);
  expect(opacity(1.001, 0, 2.6, 0)).toBe(0);
});
