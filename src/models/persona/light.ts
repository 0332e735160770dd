/** The light on a face in five numbers, measured where a stranger's mesh would have skin. docs/models/persona-format.md. */
import { sampleBilinear } from './planes.ts';
import type { Mesh, Strangers } from './strangers.ts';

export interface Light {
  readonly light: number;
  /** Red and blue over the lightness. */
  readonly red: number;
  readonly blue: number;
  /** Slope of the lightness to the right and downwards, share an eye distance. */
  readonly slope_x: number;
  readonly slope_y: number;
}

const RIDGE = 0.01;
const STEEPEST = 0.6;
const DARKEST = 0.02;

/** @param raw the frame's crop, RGB a pixel, 0..1. @param mesh in its pixels. */
export function measureLight(raw: Float32Array, size: number, mesh: Mesh, strangers: Strangers): Light {
  const { triangle, bary, places } = strangers.light;
  const n = triangle.length;
  const colour = [0, 0, 0];
  const probes: { x: number; y: number; weight: number; grey: number }[] = [];
  let total = 0;
  for (let i = 0; i < n; i++) {
    const corners = [0, 1, 2].map((k) => strangers.triangles[(triangle[i] as number) * 3 + k] as number);
    const [px, py] = [0, 1].map((axis) =>
      corners.reduce((sum, p, k) => sum + (bary[i * 3 + k] as number) * (mesh[p * 3 + axis] as number), 0),
    ) as [number, number];
    const inside = px >= 0 && py >= 0 && px <= size - 1 && py <= size - 1;
    const facing = inside ? Math.min(1, Math.max(0, (cosineOf(mesh, corners) - 0.1) / 0.5)) : 0;
    const weight = facing + 1e-6;
    const [r, g, b] = [0, 1, 2].map((c) => sampleBilinear(raw, size, px, py, c, 3)) as [
      number,
      number,
      number,
    ];
    [r, g, b].forEach((value, c) => {
      colour[c] = (colour[c] as number) + weight * value;
    });
    total += weight;
    probes.push({
      x: places[i] as number,
      y: places[n + i] as number,
      weight,
      grey: 0.299 * r + 0.587 * g + 0.114 * b,
    });
  }
  const mean = (of: (probe: (typeof probes)[number]) => number) =>
    probes.reduce((sum, probe) => sum + probe.weight * of(probe), 0) / total;
  const [mx, my, grey] = [
    mean((p) => p.x),
    mean((p) => p.y),
    Math.max(
      DARKEST,
      mean((p) => p.grey),
    ),
  ];
  let [xx, xy, yy, xv, yv] = [RIDGE * total, 0, RIDGE * total, 0, 0];
  for (const { x, y, weight, grey: own } of probes) {
    const [dx, dy, v] = [x - mx, y - my, own / grey - 1];
    xx += weight * dx * dx;
    xy += weight * dx * dy;
    yy += weight * dy * dy;
    xv += weight * dx * v;
    yv += weight * dy * v;
  }
  const determinant = xx * yy - xy * xy;
  const [red, green, blue] = colour.map((sum) => sum / total) as [number, number, number];
  const light = Math.max(DARKEST, 0.299 * red + 0.587 * green + 0.114 * blue);
  return {
    light,
    red: red / light,
    blue: blue / light,
    slope_x: steep((yy * xv - xy * yv) / determinant),
    slope_y: steep((xx * yv - xy * xv) / determinant),
  };
}

function steep(slope: number): number {
  return Math.min(STEEPEST, Math.max(-STEEPEST, slope));
}

/** How much a triangle of the mesh faces the viewer, −1..1. */
function cosineOf(mesh: Mesh, corners: readonly number[]): number {
  const [a, b, c] = corners.map(
    (p) => [mesh[p * 3], mesh[p * 3 + 1], mesh[p * 3 + 2]] as [number, number, number],
  ) as [[number, number, number], [number, number, number], [number, number, number]];
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  return nz / Math.max(1e-9, Math.hypot(nx, ny, nz));
}
