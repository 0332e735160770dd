/**
 * The grid generator (Spatial Transformer Networks, section 3.2, with no learnable parameters): where in the frame each
 * crop position lies. x = x0 + s·xs + t·xt, y = y0 + s·ys + t·yt, with s, t in [0, 1] over the crop, left to right and
 * top to bottom; x, y in frame pixels, pixel centres at .5.
 */
export interface Grid {
  readonly x0: number;
  readonly y0: number;
  readonly xs: number;
  readonly ys: number;
  readonly xt: number;
  readonly yt: number;
}

/** The way back: crop positions s, t in [0, 1] of frame positions, s = s0 + x·sx + y·sy and so on. */
export interface InverseGrid {
  readonly s0: number;
  readonly t0: number;
  readonly sx: number;
  readonly sy: number;
  readonly tx: number;
  readonly ty: number;
}

export function invertGrid({ x0, y0, xs, ys, xt, yt }: Grid): InverseGrid {
  const determinant = xs * yt - xt * ys;
  const [sx, sy, tx, ty] = [yt / determinant, -xt / determinant, -ys / determinant, xs / determinant];
  return { s0: -(x0 * sx + y0 * sy), t0: -(x0 * tx + y0 * ty), sx, sy, tx, ty };
}
