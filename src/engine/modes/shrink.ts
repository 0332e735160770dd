/**
 * Mean of each of cells × cells equal parts of a crop, pixels on a border counted by their share: down first, then across. RGB, row by
 * row. `shrink.wgsl` is the same for WebGPU.
 */
export function shrink(rgba: Float32Array, side: number, cells: number): Float32Array {
  const out = new Float32Array(cells * cells * 3);
  const step = side / cells;
  const column = new Float32Array(side * 3);
  for (let cy = 0; cy < cells; cy++) {
    const top = cy * step;
    const bottom = (cy + 1) * step;
    column.fill(0);
    for (let y = Math.floor(top); y < bottom; y++) {
      const share = (Math.min(y + 1, bottom) - Math.max(y, top)) / step;
      for (let x = 0, i = y * side * 4, o = 0; x < side; x++, i += 4, o += 3) {
        column[o] = (column[o] as number) + share * (rgba[i] as number);
        column[o + 1] = (column[o + 1] as number) + share * (rgba[i + 1] as number);
        column[o + 2] = (column[o + 2] as number) + share * (rgba[i + 2] as number);
      }
    }
    for (let cx = 0; cx < cells; cx++) {
      const left = cx * step;
      const right = (cx + 1) * step;
      for (let x = Math.floor(left); x < right; x++) {
        const share = (Math.min(x + 1, right) - Math.max(x, left)) / step;
        for (let c = 0, o = (cy * cells + cx) * 3; c < 3; c++, o++) {
          out[o] = (out[o] as number) + share * (column[x * 3 + c] as number);
        }
      }
    }
  }
  return out;
}
