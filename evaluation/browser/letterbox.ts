/** A picture in the middle of a grey square, as the action detector was trained on (docs/models/action-format.md, "Input"). */
import type { Box } from '../../src/metrics/detection.ts';

/** Level of the square's grey, 0..255. */
export const GREY = 114;

export interface Letterbox {
  /** Pixels of the square a pixel of the picture. */
  readonly scale: number;
  /** Where the picture lies in the square, pixels of it. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a picture of `width` × `height` lies in a square of `side` pixels. */
export function letterbox(width: number, height: number, side: number): Letterbox {
  const scale = side / Math.max(width, height);
  const [across, down] = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
  return {
    scale,
    left: Math.floor((side - (across as number)) / 2),
    top: Math.floor((side - (down as number)) / 2),
    width: across as number,
    height: down as number,
  };
}

/** A box of the square in pixels of the picture, cut at its border; null where nothing of it is inside. */
export function boxInPicture(
  box: Box,
  { scale, left, top }: Letterbox,
  picture: { readonly width: number; readonly height: number },
): Box | null {
  const within = (value: number, start: number, length: number) =>
    Math.min(length, Math.max(0, (value - start) / scale));
  const x = within(box.x, left, picture.width);
  const y = within(box.y, top, picture.height);
  const width = within(box.x + box.width, left, picture.width) - x;
  const height = within(box.y + box.height, top, picture.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
