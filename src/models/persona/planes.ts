/** Square planes of numbers: reading between pixels, and another size. Pixel centres are whole numbers; borders repeat. */

/** A view on the i-th plane. */
export function planeAt(planes: Float32Array, i: number, side: number): Float32Array {
  return planes.subarray(i * side * side, (i + 1) * side * side);
}

/** The value at (x, y), bilinear. */
export function sampleBilinear(
  plane: Float32Array,
  side: number,
  x: number,
  y: number,
  offset = 0,
  step = 1,
): number {
  const most = side - 1;
  const cx = x < 0 ? 0 : x > most ? most : x;
  const cy = y < 0 ? 0 : y > most ? most : y;
  const x0 = cx | 0;
  const y0 = cy | 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const at = offset + (y0 * side + x0) * step;
  const right = x0 < most ? step : 0;
  const below = at + (y0 < most ? side * step : 0);
  return (
    ((plane[at] as number) * (1 - fx) + (plane[at + right] as number) * fx) * (1 - fy) +
    ((plane[below] as number) * (1 - fx) + (plane[below + right] as number) * fx) * fy
  );
}

/**
 * All four values a pixel at (x, y), bilinear: as `sampleBilinear` for each, with the shares reckoned once.
 * @param into four numbers; written whole.
 */
export function sampleFour(
  pixels: Float32Array,
  side: number,
  x: number,
  y: number,
  into: Float64Array,
): void {
  const most = side - 1;
  const cx = x < 0 ? 0 : x > most ? most : x;
  const cy = y < 0 ? 0 : y > most ? most : y;
  const x0 = cx | 0;
  const y0 = cy | 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const p = (y0 * side + x0) * 4;
  const q = x0 < most ? p + 4 : p;
  const down = y0 < most ? side * 4 : 0;
  const wp = (1 - fx) * (1 - fy);
  const wq = fx * (1 - fy);
  const wr = (1 - fx) * fy;
  const ws = fx * fy;
  for (let c = 0; c < 4; c++) {
    into[c] =
      (pixels[p + c] as number) * wp +
      (pixels[q + c] as number) * wq +
      (pixels[p + down + c] as number) * wr +
      (pixels[q + down + c] as number) * ws;
  }
}

/** The plane in another size, bilinear, half-pixel centres. */
export function resizePlane(plane: Float32Array, side: number, to: number): Float32Array {
  if (side === to) {
    return plane;
  }
  const out = new Float32Array(to * to);
  const most = side - 1;
  const scale = side / to;
  const places = Array.from({ length: to }, (_, i) => Math.min(most, Math.max(0, (i + 0.5) * scale - 0.5)));
  const firsts = Int32Array.from(places);
  const shares = Float32Array.from(places, (place, i) => place - (firsts[i] as number));
  for (let y = 0; y < to; y++) {
    const y0 = firsts[y] as number;
    const fy = shares[y] as number;
    const above = y0 * side;
    const below = y0 < most ? above + side : above;
    for (let x = 0; x < to; x++) {
      const x0 = firsts[x] as number;
      const x1 = x0 < most ? x0 + 1 : x0;
      const fx = shares[x] as number;
      out[y * to + x] =
        ((plane[above + x0] as number) * (1 - fx) + (plane[above + x1] as number) * fx) * (1 - fy) +
        ((plane[below + x0] as number) * (1 - fx) + (plane[below + x1] as number) * fx) * fy;
    }
  }
  return out;
}
