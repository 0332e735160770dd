import { expect, test } from 'vitest';
import { between, dragged, keyed, outlineOf, outOf } from './outline.ts';

const shape = { x: 100, y: 50, width: 40, height: 20, angle: 0 };

test('a corner that is dragged takes its side along, whichever way the cover is turned', () => {
  expect(dragged(shape, 'size', { x: 120, y: 60 }, { x: 130, y: 70 })).toMatchObject({
    x: 100,
    width: 60,
    height: 40,
  });
  const turned = { ...shape, angle: 0.7 };
  const corner = outOf(turned, 1, 1);
  const same = dragged(turned, 'size', corner, corner);
  expect(same.width).toBeCloseTo(40);
  expect(same.height).toBeCloseTo(20);
});

test('the handle above turns it: straight above is upright', () => {
  expect(dragged(shape, 'turn', { x: 0, y: 0 }, { x: 100, y: 0 }).angle).toBeCloseTo(0);
  expect(dragged(shape, 'turn', { x: 0, y: 0 }, { x: 150, y: 50 }).angle).toBeCloseTo(Math.PI / 2);
});

test('moving goes by the way of the pointer, not to it', () => {
  expect(dragged(shape, 'move', { x: 95, y: 45 }, { x: 105, y: 40 })).toMatchObject({ x: 110, y: 45 });
});

test('a new cover lies between its corners, wherever the drag began', () => {
  expect(between({ x: 30, y: 40 }, { x: 10, y: 10 })).toEqual({
    x: 20,
    y: 25,
    width: 20,
    height: 30,
    angle: 0,
  });
});

test('keys move, resize and turn; others are left alone', () => {
  expect(keyed(shape, 'ArrowUp', false, 5)).toMatchObject({ y: 45, height: 20 });
  expect(keyed(shape, 'ArrowUp', true, 5)).toMatchObject({ y: 50, height: 30 });
  expect(keyed(shape, ']', false, 5)?.angle).toBeGreaterThan(0);
  expect(keyed(shape, 'x', false, 5)).toBeNull();
});

test('the outline passes through the middles of the sides', () => {
  const path = outlineOf(shape);
  expect(path.startsWith('M120.0 50.0')).toBe(true);
  expect(path).toContain('100.0 60.0');
});
