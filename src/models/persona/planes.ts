/** Square planes of numbers: reading between pixels, and another size. Pixel centres are whole numbers; borders repeat. */

/** A view on the i-th plane. */
export function planeAt(planes: Float32Array, i: number, side: number): Float32Array {
  return planes.subarray(i * side * side, (i + 1) * side * side);
}

/** The value at (x, y), bilinear. */
export function sampleBilinear(
  plane: ArrayLike<number>,
  side: number,
  x: number,
  y: number,
  offset = 0,
  step = 1,
): number {
  const most = side - 1;
  const cx = Math.min(most, Math.max(0, x));
  const cy = Math.min(most, Math.max(0, y));
  const x0 = Math.min(most, Math.floor(cx));
  const y0 = Math.min(most, Math.floor(cy));
  const x1 = Math.min(most, x0 + 1);
  const y1 = Math.min(most, y0 + 1);
  const fx = cx - x0;
  const fy = cy - y0;
  const at = (px: number, py: number) => plane[offset + (py * side + px) * step] as number;
  return (
    (at(x0, y0) * (1 - fx) + at(x1, y0) * fx) * (1 - fy) + (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy
  );
}

/** The plane in another size, bilinear, half-pixel centres. */
export function resizePlane(plane: Float32Array, side: number, to: number): Float32Array {
  if (side === to) {
    return plane;
  }
  const out = new Float32Array(to * to);
  const scale = side / to;
  for (let y = 0; y < to; y++) {
    for (let x = 0; x < to; x++) {
      out[y * to + x] = sampleBilinear(plane, side, (x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5);
    }
  }
  return out;
}
