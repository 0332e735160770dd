/** Where to look again for followed faces that the other looks missed: few looks, each at as many of them as it can hold. */
import { type Box, centre, type FramePx } from '../../base/geometry.ts';
import type { Region } from './detector.ts';
import type { View } from './view.ts';

/** A view's side ÷ the face that it is laid around. */
const MARGIN = 3;
/** A view may grow to this many of its faces' sizes to take in neighbours: a face is then 32 of the network's 192 pixels. */
const WIDEST = 6;
/** Neighbours must be of about this face's size and roll, the roll being undone for all of them. */
const ALIKE_SIZE = 1.6;
const ALIKE_ROLL = (25 * Math.PI) / 180;

/**
 * At most `most` views. The region that comes first gets the first view, and so on; the caller puts those first that were
 * missed for longest.
 */
export function regionViews(regions: readonly Region[], most: number): View[] {
  const views: View[] = [];
  let left = [...regions];
  while (left.length > 0 && views.length < most) {
    const [first, ...others] = left as [Region, ...Region[]];
    const size = sizeOf(first.box);
    const held = [first];
    let around = viewAround(held, first.roll);
    for (const other of others.filter((candidate) => isAlike(first, candidate))) {
      const wider = viewAround([...held, other], first.roll);
      if (wider.side <= WIDEST * size) {
        held.push(other);
        around = wider;
      }
    }
    views.push({ ...around, side: Math.max(around.side, MARGIN * size) });
    left = others.filter((other) => !held.includes(other));
  }
  return views;
}

/** The smallest view of this roll that holds every region's middle with half a margin around each. */
function viewAround(regions: readonly Region[], roll: number): View {
  const cos = Math.cos(roll);
  const sin = Math.sin(roll);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { box } of regions) {
    const { x, y } = centre(box);
    const [u, v, reach] = [x * cos + y * sin, y * cos - x * sin, (MARGIN / 2) * sizeOf(box)];
    left = Math.min(left, u - reach);
    right = Math.max(right, u + reach);
    top = Math.min(top, v - reach);
    bottom = Math.max(bottom, v + reach);
  }
  const u = (left + right) / 2;
  const v = (top + bottom) / 2;
  return {
    x: u * cos - v * sin,
    y: u * sin + v * cos,
    side: Math.max(right - left, bottom - top),
    angle: roll,
  };
}

function isAlike(a: Region, b: Region): boolean {
  const ratio = sizeOf(a.box) / sizeOf(b.box);
  const turn = Math.abs(Math.atan2(Math.sin(a.roll - b.roll), Math.cos(a.roll - b.roll)));
  return ratio < ALIKE_SIZE && ratio > 1 / ALIKE_SIZE && turn < ALIKE_ROLL;
}

function sizeOf(box: Box<FramePx>): number {
  return Math.max(box.width, box.height);
}
