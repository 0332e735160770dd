/**
 * A shape in the aligned crop, as a radius in each direction: what a drawn face fills, and what has to be covered. All in shares of the
 * crop's side, so that crops of different sizes share it.
 */
import { radius as radiusIn } from '../../base/superellipse.ts';
import type { Mesh } from './strangers.ts';

/** Directions in which radius and colours are kept; direction 0 looks right, and they go clockwise. */
export const DIRECTIONS = 64;

export interface Outline {
  readonly x: number;
  readonly y: number;
  /** By direction. */
  readonly radius: Float64Array;
}

/** A superellipse (base/superellipse.ts) along the crop's own axes, in shares of its side. */
export interface Egg {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly exponent: number;
}

/** @param at where the egg's border lies, in shares of the outline's radius */
export function outlineOfEgg({ x, y, width, height, exponent }: Egg, at: number): Outline {
  const radius = Float64Array.from({ length: DIRECTIONS }, (_, i) => {
    const angle = (2 * Math.PI * i) / DIRECTIONS;
    return 1 / (at * radiusIn(Math.cos(angle) / (width / 2), Math.sin(angle) / (height / 2), exponent));
  });
  return { x, y, radius };
}

/** The oval of the face among the mesh's points. */
const OVAL = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;

/** The convex outline of the mesh's oval, from the middle of its bounding box. @param size side of the crop that the mesh is in, pixels */
export function outlineOf(mesh: Mesh, size: number): Outline {
  const hull = convexHull(OVAL.map((i) => [mesh[i * 3] as number, mesh[i * 3 + 1] as number] as const));
  const xs = hull.map(([x]) => x);
  const ys = hull.map(([, y]) => y);
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const y = (Math.min(...ys) + Math.max(...ys)) / 2;
  const radius = Float64Array.from({ length: DIRECTIONS }, (_, i) => radiusOf(hull, x, y, i) / size);
  return { x: (x + 0.5) / size, y: (y + 0.5) / size, radius };
}

/** How far from (x, y) the hull goes in the i-th direction, pixels; 1 at least. */
function radiusOf(hull: readonly Corner[], x: number, y: number, i: number): number {
  const angle = (2 * Math.PI * i) / DIRECTIONS;
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  let most = 1;
  hull.forEach(([px, py], k) => {
    const [qx, qy] = hull[(k + 1) % hull.length] as Corner;
    const [ax, ay, ex, ey] = [px - x, py - y, qx - px, qy - py];
    const below = dx * ey - dy * ex;
    if (Math.abs(below) > 1e-9) {
      const along = (ax * ey - ay * ex) / below;
      const where = (ax * dy - ay * dx) / below;
      if (where >= -1e-9 && where <= 1 + 1e-9 && along > most) {
        most = along;
      }
    }
  });
  return most;
}

/** 0..DIRECTIONS, of a way. */
export function directionOf(x: number, y: number): number {
  const turn = Math.atan2(y, x) / (2 * Math.PI);
  return (turn < 0 ? turn + 1 : turn) * DIRECTIONS;
}

/** Of values by direction, linear between two of them. */
export function between(values: Float64Array, direction: number): number {
  const first = direction | 0;
  const share = direction - first;
  return (
    (values[first % DIRECTIONS] as number) * (1 - share) +
    (values[(first + 1) % DIRECTIONS] as number) * share
  );
}

type Corner = readonly [number, number];

/** Andrew's monotone chain. */
function convexHull(points: readonly Corner[]): readonly Corner[] {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const half = (order: readonly Corner[]) => {
    const chain: Corner[] = [];
    for (const p of order) {
      for (;;) {
        const [a, b] = chain.slice(-2);
        if (!a || !b || (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) {
          break;
        }
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}
