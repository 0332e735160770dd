/**
 * From a drawn face to what covers the raw one: around the drawn face the core is filled. docs/models/persona-format.md, steps 6 to 10.
 * Of the frame, nothing comes in but colours from beyond the ring: what everybody sees anyway says no more about the face.
 */
import { smoothstep } from '../../base/clamp.ts';
import type { DrawnFace } from './draw.ts';
import { between, DIRECTIONS, directionOf, type Outline, outlineOf } from './outline.ts';
import { sampleFour } from './planes.ts';

/** In shares of the outline that is covered: where the core ends, where the ring ends, and where the band ends whose colours fill. */
export const CORE = 1.1;
export const RING = 1.22;
const BAND = 1.34;
/** Further out nobody sees what is filled in. */
const UNSEEN = RING + 0.1;
/** In shares of the drawn outline: where the skin that is drawn out from is taken from. */
const EDGE = 0.9;
const BROW = 10;
const CHIN = 152;

/** Of the frame, the aligned crop. */
export interface RawCrop {
  readonly size: number;
  /** RGB a pixel, 0..1. */
  readonly rgb: Float32Array;
}

/** Colours by direction, one array each for red, green, blue. */
export type Surroundings = readonly [Float64Array, Float64Array, Float64Array];

/** Mean colours of the frame beyond the ring by direction; directions that see nothing take their neighbours'. Reads no other pixel. */
export function surroundingsOf({ size, rgb }: RawCrop, covered: Outline): Surroundings {
  let sums = [0, 1, 2, 3].map(() => new Float64Array(DIRECTIONS));
  const [red, green, blue, number] = sums as [Float64Array, Float64Array, Float64Array, Float64Array];
  const least = RING * covered.radius.reduce((all, radius) => Math.min(all, radius));
  const most = BAND * covered.radius.reduce((all, radius) => Math.max(all, radius));
  for (let p = 0; p < size * size; p++) {
    const x = ((p % size) + 0.5) / size - covered.x;
    const y = (Math.floor(p / size) + 0.5) / size - covered.y;
    const away = Math.sqrt(x * x + y * y);
    if (away < least || away >= most) {
      continue;
    }
    const direction = directionOf(x, y);
    const distance = away / between(covered.radius, direction);
    if (distance >= RING && distance < BAND) {
      const sector = Math.floor(direction + 0.5) % DIRECTIONS;
      red[sector] = (red[sector] as number) + (rgb[p * 3] as number);
      green[sector] = (green[sector] as number) + (rgb[p * 3 + 1] as number);
      blue[sector] = (blue[sector] as number) + (rgb[p * 3 + 2] as number);
      number[sector] = (number[sector] as number) + 1;
    }
  }
  for (let round = 0; round < 3; round++) {
    sums = sums.map(smoothed);
  }
  const count = sums[3] as Float64Array;
  return sums.slice(0, 3).map((sum) => sum.map((v, i) => v / Math.max(1e-9, count[i] as number))) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
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

/**
 * The drawn face, and what it is filled up with around.
 * @param into RGBA a pixel of the drawn face's size, alpha 1; written whole.
 */
export function fillAround(
  { size, rgba, mesh }: DrawnFace,
  [red, green, blue]: Surroundings,
  covered: Outline,
  into: Float32Array,
): void {
  const drawn = outlineOf(mesh, size);
  const unseen = UNSEEN * covered.radius.reduce((most, radius) => Math.max(most, radius), 0);
  const up = Math.atan2(
    (mesh[BROW * 3 + 1] as number) - (mesh[CHIN * 3 + 1] as number),
    (mesh[BROW * 3] as number) - (mesh[CHIN * 3] as number),
  );
  // A hot loop: numbers only, no new arrays.
  const edge = new Float64Array(4);
  for (let y = 0, o = 0; y < size; y++) {
    for (let x = 0; x < size; x++, o += 4) {
      const alpha = rgba[o + 3] as number;
      into[o + 3] = 1;
      if (alpha >= 1) {
        into[o] = rgba[o] as number;
        into[o + 1] = rgba[o + 1] as number;
        into[o + 2] = rgba[o + 2] as number;
        continue;
      }
      const cx = (x + 0.5) / size;
      const cy = (y + 0.5) / size;
      const outX = cx - covered.x;
      const outY = cy - covered.y;
      const out = Math.sqrt(outX * outX + outY * outY);
      if (out > unseen) {
        into[o] = 0;
        into[o + 1] = 0;
        into[o + 2] = 0;
        continue;
      }
      const direction = directionOf(outX, outY);
      const first = direction | 0;
      const next = (first + 1) % DIRECTIONS;
      const f = direction - first;
      let r = (red[first] as number) * (1 - f) + (red[next] as number) * f;
      let g = (green[first] as number) * (1 - f) + (green[next] as number) * f;
      let b = (blue[first] as number) * (1 - f) + (blue[next] as number) * f;
      const dx = cx - drawn.x;
      const dy = cy - drawn.y;
      const along = directionOf(dx, dy);
      const reach = between(drawn.radius, along);
      const distance = Math.sqrt(dx * dx + dy * dy) / reach;
      const share = skinShare(distance, Math.cos(along * ((2 * Math.PI) / DIRECTIONS) - up));
      if (share > 0) {
        // The drawn face's own colour at its edge, over its alpha there.
        const shrink = distance > EDGE ? EDGE / distance : 1;
        sampleFour(
          rgba,
          size,
          (drawn.x + dx * shrink) * size - 0.5,
          (drawn.y + dy * shrink) * size - 0.5,
          edge,
        );
        const whole = Math.max(1e-3, edge[3] as number);
        r += share * ((edge[0] as number) / whole - r);
        g += share * ((edge[1] as number) / whole - g);
        b += share * ((edge[2] as number) / whole - b);
      }
      into[o] = r * (1 - alpha) + (rgba[o] as number);
      into[o + 1] = g * (1 - alpha) + (rgba[o + 1] as number);
      into[o + 2] = b * (1 - alpha) + (rgba[o + 2] as number);
    }
  }
}

/**
 * Skin goes on a little beyond the drawn face, a forehead further; then come the surroundings: hair, neck, room.
 * @param upwards cosine of the angle to the forehead
 */
function skinShare(distance: number, upwards: number): number {
  const forehead = smoothstep((upwards + 0.35) / 0.7);
  return 1 - smoothstep((distance - (1 + 0.04 * forehead)) / (0.14 + 0.14 * forehead));
}
