/**
 * From a drawn face to the crop that is shown: the core, its soft ring, and what fills the core around the drawn face.
 * docs/models/persona-format.md, steps 6 to 10. Of the frame, the core is made of colours from beyond the ring alone: what everybody
 * sees anyway says no more about the face.
 */
import type { DrawnFace } from './draw.ts';
import { sampleBilinear } from './planes.ts';
import type { Mesh } from './strangers.ts';

/** In shares of the drawn outline's radius: where the core ends, where the ring ends, and where the band ends whose colours fill. */
export const CORE = 1.1;
export const RING = 1.3;
const BAND = 1.42;
/** Directions in which radius and colours are kept; direction 0 looks right, and they go clockwise. */
export const DIRECTIONS = 64;
/** Where a forehead is drawn out from. */
const FOREHEAD = 0.9;
/** The oval of the face among the mesh's points. */
const OVAL = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;
const BROW = 10;
const CHIN = 152;

export interface Outline {
  readonly x: number;
  readonly y: number;
  /** By direction, pixels. */
  readonly radius: Float64Array;
}

/** The convex outline of the mesh's oval, from the middle of its bounding box. */
export function outlineOf(mesh: Mesh): Outline {
  const hull = convexHull(OVAL.map((i) => [mesh[i * 3] as number, mesh[i * 3 + 1] as number] as const));
  const xs = hull.map(([x]) => x);
  const ys = hull.map(([, y]) => y);
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const y = (Math.min(...ys) + Math.max(...ys)) / 2;
  const radius = new Float64Array(DIRECTIONS).fill(1);
  for (let i = 0; i < DIRECTIONS; i++) {
    const angle = (2 * Math.PI * i) / DIRECTIONS;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    hull.forEach(([px, py], k) => {
      const [qx, qy] = hull[(k + 1) % hull.length] as readonly [number, number];
      const [ax, ay, ex, ey] = [px - x, py - y, qx - px, qy - py];
      const below = dx * ey - dy * ex;
      if (Math.abs(below) > 1e-9) {
        const along = (ax * ey - ay * ex) / below;
        const where = (ax * dy - ay * dx) / below;
        if (where >= -1e-9 && where <= 1 + 1e-9 && along > (radius[i] as number)) {
          radius[i] = along;
        }
      }
    });
  }
  return { x, y, radius };
}

/** Each pixel's distance from the middle in shares of the outline's radius, and its direction, 0 to DIRECTIONS. */
export interface Radii {
  readonly distance: Float32Array;
  readonly direction: Float32Array;
}

export function radiiOf({ x: mx, y: my, radius }: Outline, size: number): Radii {
  const distance = new Float32Array(size * size);
  const direction = new Float32Array(size * size);
  for (let p = 0; p < distance.length; p++) {
    const x = (p % size) - mx;
    const y = Math.floor(p / size) - my;
    const turn = Math.atan2(y, x) / (2 * Math.PI);
    const d = (turn - Math.floor(turn)) * DIRECTIONS;
    direction[p] = d;
    distance[p] = Math.hypot(x, y) / between(radius, d);
  }
  return { distance, direction };
}

/** 1 in the core, falling smoothly to 0 where the ring ends. */
export function opacityAt(distance: number): number {
  return smoothstep((RING - distance) / (RING - CORE));
}

export interface Shown {
  /** RGB a pixel, 0..1. */
  readonly rgb: Float32Array;
  /** Share of the crop that is replaced, 0..1. */
  readonly opacity: Float32Array;
}

/**
 * @param raw the frame's crop, RGB a pixel, 0..1; of the core and the ring, nothing but its own share at the ring is read.
 * @param reach the core's least radius by direction, pixels, where more has to be covered than the drawn face asks for.
 */
export function compose(raw: Float32Array, face: DrawnFace, reach?: ArrayLike<number>): Shown {
  const { size, rgba, mesh } = face;
  const outline = grown(outlineOf(mesh), reach);
  const radii = radiiOf(outline, size);
  const around = surroundings(raw, radii);
  const own = unmultiplied(rgba);
  const up = Math.atan2(
    (mesh[BROW * 3 + 1] as number) - (mesh[CHIN * 3 + 1] as number),
    (mesh[BROW * 3] as number) - (mesh[CHIN * 3] as number),
  );
  const rgb = new Float32Array(raw.length);
  const opacity = new Float32Array(size * size);
  for (let p = 0; p < opacity.length; p++) {
    const distance = radii.distance[p] as number;
    const direction = radii.direction[p] as number;
    const share = opacityAt(distance);
    opacity[p] = share;
    const forehead = smoothstep((Math.cos(direction * ((2 * Math.PI) / DIRECTIONS) - up) + 0.35) / 0.7);
    const shrink = Math.min(1, FOREHEAD / Math.max(distance, 1e-6));
    const x = outline.x + ((p % size) - outline.x) * shrink;
    const y = outline.y + (Math.floor(p / size) - outline.y) * shrink;
    const alpha = rgba[p * 4 + 3] as number;
    for (let c = 0; c < 3; c++) {
      const fill = between(around[c] as Float64Array, direction);
      const extended = sampleBilinear(own, size, x, y, c, 4);
      const drawn = (fill + forehead * (extended - fill)) * (1 - alpha) + (rgba[p * 4 + c] as number);
      rgb[p * 3 + c] = (raw[p * 3 + c] as number) * (1 - share) + drawn * share;
    }
  }
  return { rgb, opacity };
}

function grown(outline: Outline, reach?: ArrayLike<number>): Outline {
  if (!reach) {
    return outline;
  }
  return { ...outline, radius: outline.radius.map((r, i) => Math.max(r, (reach[i] as number) / CORE)) };
}

/** The drawn face's own colours: those of its pixels over their alpha, RGBA. */
function unmultiplied(rgba: Float32Array): Float32Array {
  // i | 3: the alpha of value i's pixel.
  return rgba.map((value, i) => value / Math.max(1e-3, rgba[i | 3] as number));
}

/** Mean colours of the frame beyond the ring by direction; directions that see nothing take their neighbours'. */
function surroundings(raw: Float32Array, { distance, direction }: Radii): readonly Float64Array[] {
  let count = new Float64Array(DIRECTIONS);
  let total = [0, 1, 2].map(() => new Float64Array(DIRECTIONS));
  distance.forEach((d, p) => {
    if (d >= RING && d < BAND) {
      const sector = Math.floor((direction[p] as number) + 0.5) % DIRECTIONS;
      count[sector] = (count[sector] as number) + 1;
      total.forEach((sum, c) => {
        sum[sector] = (sum[sector] as number) + (raw[p * 3 + c] as number);
      });
    }
  });
  for (let round = 0; round < 3; round++) {
    count = smoothed(count);
    total = total.map(smoothed);
  }
  return total.map((sum) => sum.map((value, i) => value / Math.max(1e-9, count[i] as number)));
}

function smoothed(values: Float64Array): Float64Array<ArrayBuffer> {
  const kernel = [1, 4, 6, 4, 1];
  return Float64Array.from(values, (_, i) =>
    kernel.reduce(
      (sum, k, j) => sum + (k / 16) * (values[(i + j - 2 + DIRECTIONS) % DIRECTIONS] as number),
      0,
    ),
  );
}

/** Linear between directions. */
function between(values: ArrayLike<number>, direction: number): number {
  const first = Math.floor(direction);
  const share = direction - first;
  return (
    (values[first % DIRECTIONS] as number) * (1 - share) +
    (values[(first + 1) % DIRECTIONS] as number) * share
  );
}

function smoothstep(value: number): number {
  const x = Math.min(1, Math.max(0, value));
  return x * x * (3 - 2 * x);
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
