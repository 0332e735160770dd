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
  const probes: Probe[] = [];
  for (let i = 0; i < n; i++) {
    const corners = [0, 1, 2].map((k) => strangers.triangles[(triangle[i] as number) * 3 + k] as number);
    const [px, py] = [0, 1].map((axis) =>
      corners.reduce((sum, p, k) => sum + (bary[i * 3 + k] as number) * (mesh[p * 3 + axis] as number), 0),
    ) as [number, number];
    const inside = px >= 0 && py >= 0 && px <= size - 1 && py <= size - 1;
    const facing = inside ? Math.min(1, Math.max(0, (cosineOf(mesh, corners) - 0.1) / 0.5)) : 0;
    const [red, green, blue] = [0, 1, 2].map((c) => sampleBilinear(raw, size, px, py, c, 3)) as [
      number,
      number,
      number,
    ];
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    probes.push({
      ...{ x: places[i] as number, y: places[n + i] as number, weight: facing + 1e-6 },
      ...{ red, green, blue, grey },
    });
  }
  // Hair hangs over a forehead: it has a part in the slope down alone.
  const cheeks = probes.filter(({ y }) => y > 0);
  const mean = (part: 'red' | 'green' | 'blue' | 'grey') => meanOf(cheeks, (probe) => probe[part]);
  const light = Math.max(DARKEST, mean('grey'));
  const relative = ({ grey }: Probe) => grey / light - 1;
  return {
    light,
    red: mean('red') / light,
    blue: mean('blue') / light,
    slope_x: slopesOf(cheeks, relative).right,
    slope_y: slopesOf(probes, relative).down,
  };
}

/** What the frame shows at a place of the skin. */
interface Probe {
  /** On the mean face. */
  readonly x: number;
  readonly y: number;
  readonly weight: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly grey: number;
}

function meanOf(probes: readonly Probe[], of: (probe: Probe) => number): number {
  let [sum, total] = [0, 0];
  for (const probe of probes) {
    sum += probe.weight * of(probe);
    total += probe.weight;
  }
  return sum / total;
}

/** By weighted least squares. */
function slopesOf(probes: readonly Probe[], of: (probe: Probe) => number): { right: number; down: number } {
  const [mx, my] = [meanOf(probes, ({ x }) => x), meanOf(probes, ({ y }) => y)];
  const moment = (value: (dx: number, dy: number, v: number) => number) =>
    meanOf(probes, (probe) => value(probe.x - mx, probe.y - my, of(probe)));
  const xx = RIDGE + moment((dx) => dx * dx);
  const xy = moment((dx, dy) => dx * dy);
  const yy = RIDGE + moment((_, dy) => dy * dy);
  const xv = moment((dx, _, v) => dx * v);
  const yv = moment((_, dy, v) => dy * v);
  const determinant = xx * yy - xy * xy;
  return {
    right: steep((yy * xv - xy * yv) / determinant),
    down: steep((xx * yv - xy * xv) / determinant),
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
