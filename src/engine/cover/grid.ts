import type { Grid } from '../../base/grid.ts';
import type { Cover } from '../face.ts';

/** Sides that a face crop may have; the smallest that is not below the cover's longer side, 256 at most. */
const SIDES = [64, 128, 256] as const;

export function cropSide(cover: Cover): number {
  const longest = Math.max(cover.width, cover.height) * (1 + cover.feather);
  return SIDES.find((side) => side >= longest) ?? 256;
}

/** The grid that lays a crop over a cover's rectangle with its feather. */
export function gridFor(cover: Cover): Grid {
  const cos = Math.cos(cover.angle);
  const sin = Math.sin(cover.angle);
  const w = cover.width * (1 + cover.feather);
  const h = cover.height * (1 + cover.feather);
  return {
    x0: cover.centre.x - (w / 2) * cos + (h / 2) * sin,
    y0: cover.centre.y - (w / 2) * sin - (h / 2) * cos,
    xs: w * cos,
    ys: w * sin,
    xt: -h * sin,
    yt: h * cos,
  };
}
