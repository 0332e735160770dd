/**
 * A look at a part of the frame: a square, perhaps turned, laid over it, and sampled into the network's own input size.
 * So each network sees exactly what it was made for, whatever the frame's size, and a roll is undone before it looks.
 */
import type { Pixels } from '../../base/sample.ts';

/** Centre and side in frame pixels; `angle` in radians, as a face's roll. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly angle: number;
  /**
   * What lies beyond the frame's top and bottom: black, as in the networks' training, or the frame's mirror image, in which half a
   * face is a whole one. Only for views without a turn.
   */
  readonly beyond?: 'mirror';
  /** Seen instead of the view's middle; see `sideStrips`. */
  readonly strips?: Strips;
}

/** Two strips of the frame side by side in one view, each twice as wide as it is deep. */
export interface Strips {
  /** Where in the frame (x) the middle of the view lies for its left and for its right half. */
  readonly origins: readonly [left: number, right: number];
  /** How far each strip reaches into the frame, and beyond it, pixels. */
  readonly depth: number;
}

/** A strip's depth in shares of the frame's width. */
const STRIP_DEPTH = 1 / 8;

/** The square that holds the whole frame, turned by `angle`. */
export function wholeFrame(width: number, height: number, angle = 0): View {
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const side = Math.max(width * cos + height * sin, width * sin + height * cos);
  return { x: width / 2, y: height / 2, side, angle };
}

/**
 * What lies along the left and the right border, continued beyond it by its mirror image. A face that is half in the picture is a
 * whole one there; without it no network knows it.
 */
export function sideStrips(width: number, height: number): View {
  const depth = width * STRIP_DEPTH;
  return {
    x: width / 2,
    y: height / 2,
    side: Math.max(4 * depth, height),
    angle: 0,
    strips: { origins: [depth, width - depth], depth },
  };
}

/** The view in which positions near `s` (0..1, from the left of its picture) are as in any other. */
export function plainViewAt(view: View, s: number): View {
  const { x, y, side, angle, strips } = view;
  return { x: strips ? strips.origins[s < 0.5 ? 0 : 1] : x, y, side, angle };
}

/** Nearer to a view's border than this share of its side, a face may be cut by it. */
const AT_BORDER = 0.02;

/** True when the box (frame pixels) reaches a border of the view beyond which the frame goes on. Turned views are taken to cut nothing. */
export function cuts(
  { x, y, side, angle, strips }: View,
  b: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  frame: { readonly width: number; readonly height: number },
): boolean {
  if (angle !== 0 || strips) {
    return false;
  }
  const near = AT_BORDER * side;
  const along = (middle: number, start: number, length: number, frameLength: number) =>
    (middle - side / 2 > 0 && start < middle - side / 2 + near) ||
    (middle + side / 2 < frameLength && start + length > middle + side / 2 - near);
  return along(x, b.x, b.width, frame.width) || along(y, b.y, b.height, frame.height);
}

/** A position in the view's picture, 0..1 each way, as a position in the frame. */
export function toFrame(view: View, s: number, t: number): { x: number; y: number } {
  const u = (s - 0.5) * view.side;
  const v = (t - 0.5) * view.side;
  const cos = Math.cos(view.angle);
  const sin = Math.sin(view.angle);
  return { x: view.x + u * cos - v * sin, y: view.y + u * sin + v * cos };
}

/** Tiles of about `side` pixels that cover the frame, neighbours overlapping by a quarter at least. */
export function tiles(width: number, height: number, side: number): View[] {
  const xs = starts(width, side);
  const ys = starts(height, side);
  return ys.flatMap((y) => xs.map((x) => ({ x: x + side / 2, y: y + side / 2, side, angle: 0 })));
}

function starts(length: number, side: number): number[] {
  if (length <= side) {
    return [(length - side) / 2];
  }
  const count = Math.ceil((length - side) / (side * 0.75)) + 1;
  return Array.from({ length: count }, (_, i) => ((length - side) * i) / (count - 1));
}

/**
 * Samples the view into `out` (size × size). Each output pixel is the mean of up to 3 × 3 samples, so that shrinking
 * does not alias small faces away; beyond the frame it is black, as in the networks' training, where the view does not say otherwise.
 */
export function sampleView(frame: Pixels, view: View, out: ImageData): ImageData {
  const size = out.width;
  const scale = view.side / size;
  const taps = Math.min(3, Math.max(1, Math.round(scale)));
  /** Where the samples lie along one side, frame pixels from the view's middle. */
  const offsets = Float64Array.from(
    { length: size * taps },
    (_, k) => (Math.floor(k / taps) + ((k % taps) + 0.5) / taps) * scale - view.side / 2,
  );
  if (view.angle === 0) {
    sampleUpright(frame, view, out, taps, offsets);
  } else {
    sampleTurned(frame, view, out, taps, offsets);
  }
  return out;
}

/** Without a turn all samples of a row or column share a coordinate; most looks are such. */
function sampleUpright(frame: Pixels, view: View, out: ImageData, taps: number, offsets: Float64Array): void {
  const size = out.width;
  const { width, height, data } = frame;
  const target = out.data;
  // Byte offsets, -1 beyond the frame.
  const columns = Int32Array.from(offsets, (u) => inside(columnAt(view, u, width), width, 4));
  const rows = Int32Array.from(offsets, (v) => {
    const row = Math.floor(view.y + v);
    return inside(view.beyond ? mirrored(row, height) : row, height, width * 4);
  });
  const n = taps * taps;
  for (let j = 0, o = 0; j < size; j++) {
    for (let i = 0; i < size; i++, o += 4) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let q = j * taps; q < (j + 1) * taps; q++) {
        const row = rows[q] as number;
        for (let p = i * taps; row >= 0 && p < (i + 1) * taps; p++) {
          const column = columns[p] as number;
          if (column >= 0) {
            const at = row + column;
            r += data[at] as number;
            g += data[at + 1] as number;
            b += data[at + 2] as number;
          }
        }
      }
      target[o] = r / n;
      target[o + 1] = g / n;
      target[o + 2] = b / n;
      target[o + 3] = 255;
    }
  }
}

/** The frame's column that is seen `u` pixels from the view's middle; may lie beyond the frame. */
function columnAt({ x, strips }: View, u: number, width: number): number {
  if (!strips) {
    return Math.floor(x + u);
  }
  return Math.abs(u) < 2 * strips.depth ? mirrored(Math.floor(strips.origins[u < 0 ? 0 : 1] + u), width) : -1;
}

/** The position whose mirror image lies at `at`, for what is less than `length` beyond either end. */
function mirrored(at: number, length: number): number {
  if (at < 0) {
    return -1 - at;
  }
  return at < length ? at : 2 * length - 1 - at;
}

function inside(at: number, length: number, stride: number): number {
  return at >= 0 && at < length ? at * stride : -1;
}

function sampleTurned(frame: Pixels, view: View, out: ImageData, taps: number, offsets: Float64Array): void {
  const size = out.width;
  const { width, height, data } = frame;
  const target = out.data;
  const cos = Math.cos(view.angle);
  const sin = Math.sin(view.angle);
  const n = taps * taps;
  for (let j = 0, o = 0; j < size; j++) {
    for (let i = 0; i < size; i++, o += 4) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let q = j * taps; q < (j + 1) * taps; q++) {
        const v = offsets[q] as number;
        for (let p = i * taps; p < (i + 1) * taps; p++) {
          const u = offsets[p] as number;
          const x = Math.floor(view.x + u * cos - v * sin);
          const y = Math.floor(view.y + u * sin + v * cos);
          if (x >= 0 && y >= 0 && x < width && y < height) {
            const at = (y * width + x) * 4;
            r += data[at] as number;
            g += data[at + 1] as number;
            b += data[at + 2] as number;
          }
        }
      }
      target[o] = r / n;
      target[o + 1] = g / n;
      target[o + 2] = b / n;
      target[o + 3] = 255;
    }
  }
}
