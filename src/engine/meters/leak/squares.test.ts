import fc from 'fast-check';
import { expect, test } from 'vitest';
import { squaresOf } from './squares.ts';

test('every head that a level is for lies whole in one of its squares', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 64, max: 2000 }),
      fc.integer({ min: 64, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (width, height, right, down) => {
        for (const level of squaresOf(width, height)) {
          const side = Math.min(...level.map((square) => Math.max(square.width, square.height)));
          const head = Math.min(0.24 * side, width, height);
          const [x, y] = [right * (width - head), down * (height - head)];
          const holds = level.some(
            (square) =>
              square.x <= x &&
              square.y <= y &&
              square.x + square.width >= x + head &&
              square.y + square.height >= y + head,
          );
          expect(holds).toBe(true);
          expect(level.every((s) => s.x + s.width <= width && s.y + s.height <= height)).toBe(true);
        }
      },
    ),
  );
});

test('small frames have no squares, large ones a coarse and a fine level', () => {
  expect(squaresOf(320, 240)).toEqual([]);
  expect(squaresOf(640, 480)).toHaveLength(1);
  expect(squaresOf(1280, 720).map((level) => level[0]?.width)).toEqual([640, 278]);
});
