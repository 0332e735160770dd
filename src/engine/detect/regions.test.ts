import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx } from '../../base/geometry.ts';
import type { Region } from './detector.ts';
import { regionViews } from './regions.ts';
import type { View } from './view.ts';

const region = (x: number, y: number, size: number, roll = 0): Region => ({
  box: box<FramePx>(x - size / 2, y - size / 2, size, size),
  roll,
});

/** True when the face, and half of its size around it, lies in the view. */
function holds(view: View, { box: b }: Region): boolean {
  const dx = b.x + b.width / 2 - view.x;
  const dy = b.y + b.height / 2 - view.y;
  const u = dx * Math.cos(view.angle) + dy * Math.sin(view.angle);
  const v = dy * Math.cos(view.angle) - dx * Math.sin(view.angle);
  return Math.max(Math.abs(u), Math.abs(v)) + b.width <= view.side / 2 + 1e-6;
}

test('one face gets a view of three times its size, its roll undone', () => {
  expect(regionViews([region(100, 80, 40, 0.5)], 2)).toEqual([
    { x: expect.closeTo(100), y: expect.closeTo(80), side: expect.closeTo(120), angle: 0.5 },
  ]);
});

test('neighbours share a look; a face far away, of another size or another roll gets its own', () => {
  expect(regionViews([region(100, 100, 40), region(180, 120, 40)], 4)).toHaveLength(1);
  expect(regionViews([region(100, 100, 40), region(400, 100, 40)], 4)).toHaveLength(2);
  expect(regionViews([region(100, 100, 40), region(160, 100, 80)], 4)).toHaveLength(2);
  expect(regionViews([region(100, 100, 40), region(160, 100, 40, 1.2)], 4)).toHaveLength(2);
});

test('the first region is always held, all are when there is no limit, and a face never gets too small to be found', () => {
  const coordinate = fc.double({ min: 0, max: 1280, noNaN: true });
  const any = fc
    .tuple(
      coordinate,
      coordinate,
      fc.double({ min: 10, max: 300, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
    )
    .map(([x, y, size, roll]) => region(x, y, size, roll));
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 16 }), (regions) => {
      const views = regionViews(regions, 16);
      expect(views[0] && regions[0] && holds(views[0], regions[0])).toBe(true);
      for (const one of regions) {
        expect(views.some((view) => holds(view, one) && view.side <= 6 * 1.6 * one.box.width)).toBe(true);
      }
      expect(regionViews(regions, 2).length).toBeLessThanOrEqual(2);
    }),
  );
});

test('nothing to look for, nothing to look at', () => {
  expect(regionViews([], 2)).toEqual([]);
});
