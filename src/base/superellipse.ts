/**
 * The shape that hides a face: the points with |u|^p + |v|^p <= 1, where u, v are a point's coordinates along the shape's own axes in
 * its half sides, and p >= 2 is the exponent. 2 is an ellipse; large exponents approach a rectangle.
 * `render/webgpu/composite.wgsl` has `radius` and `opacity` once more; `e2e/render.spec.ts` compares the two.
 */
import { type Box, box, type FramePx, type Point, point, type Rectangle } from './geometry.ts';

export interface Superellipse {
  readonly centre: Point<FramePx>;
  /** Full side lengths along the shape's axes, frame pixels. */
  readonly width: number;
  readonly height: number;
  /** Radians, as `Detection.roll`. */
  readonly angle: number;
  /** >= 2. */
  readonly exponent: number;
}

/** The exponent of every cover that is drawn: rounder than a rectangle, fuller than an ellipse. */
export const COVER_EXPONENT = 2.6;
/** Rounding when a shape was made to hold a point exactly, in half sides. */
const ROUNDING = 1e-7;

/** How far out (u, v) is: 0 in the middle, 1 on the border. */
export function radius(u: number, v: number, exponent: number): number {
  return (Math.abs(u) ** exponent + Math.abs(v) ** exponent) ** (1 / exponent);
}

/** `radius` of a point of the frame. */
export function radiusAt(shape: Superellipse, x: number, y: number): number {
  const { centre, width, height, angle, exponent } = shape;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const dx = x - centre.x;
  const dy = y - centre.y;
  return radius((dx * cos + dy * sin) / (width / 2), (dy * cos - dx * sin) / (height / 2), exponent);
}

/** `radius` of the outermost of the points; NaN where a number is none. */
export function reachOf(shape: Superellipse, points: readonly Point<FramePx>[]): number {
  return points.reduce((reach, { x, y }) => Math.max(reach, radiusAt(shape, x, y)), 0);
}

/** True when every point lies in the shape; false where a number is none. */
export function holds(shape: Superellipse, points: readonly Point<FramePx>[]): boolean {
  return reachOf(shape, points) <= 1 + ROUNDING;
}

/** True when the whole box lies in the shape. */
export function holdsBox(shape: Superellipse, box: Rectangle): boolean {
  return holds(shape, cornersOf(box));
}

/** 1 in the shape, 0 beyond the ring of width `feather` (in half sides) about it, a smooth ramp between. */
export function opacity(u: number, v: number, exponent: number, feather: number): number {
  const distance = radius(u, v, exponent);
  if (distance <= 1) {
    return 1;
  }
  if (distance >= 1 + feather) {
    return 0;
  }
  const t = (1 + feather - distance) / feather;
  return t * t * (3 - 2 * t);
}

/** The axis-parallel bounds of the shape's rectangle. */
export function boundsOf({ centre, width, height, angle }: Superellipse): Box<FramePx> {
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const across = width * cos + height * sin;
  const down = width * sin + height * cos;
  return box<FramePx>(centre.x - across / 2, centre.y - down / 2, across, down);
}

export function cornersOf({ x, y, width, height }: Rectangle): readonly Point<FramePx>[] {
  return [point(x, y), point(x + width, y), point(x, y + height), point(x + width, y + height)];
}
