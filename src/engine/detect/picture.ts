/** What a network is shown of a frame: the whole of it, scaled to fit, perhaps turned by a quarter. */
import { scratch } from '../../base/buffers.ts';
import { putLast } from '../../base/recent.ts';
import type { Pixels } from '../../base/sample.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import { fastMeans, type Sampling } from './means.ts';

/** RGB and a byte that says nothing; black to the right of and below the frame. Valid until the next one is made. */
export interface Picture extends Pixels {
  /** Frame pixels a picture pixel. */
  readonly scale: number;
  /** The frame's height where it was turned, a quarter clockwise; else null. */
  readonly turnedHeight: number | null;
  /** Picture pixels to the left of the frame and above it. */
  readonly margin: number;
}

/** Networks want sides that are multiples of this. */
const UNIT = 32;
/** A picture pixel is the mean of so many samples a side at most: more than this, and small faces glitter a little. */
const MOST_SAMPLES = 4;

const buffer = scratch(Int32Array);
/** Samples' red and blue in one number, green in another. */
const RED_BLUE = 0xff00ff;

export interface PictureOptions {
  /** By a quarter, clockwise. */
  readonly turned?: boolean;
  /** Picture pixels around the frame that show its reflection, which completes a face that the border cuts. */
  readonly margin?: number;
}

/** @param longSide of the picture, pixels, a multiple of 32: the frame's longer side with its margins is scaled to it. */
export function pictureOf(
  frame: Pixels,
  longSide: number,
  { turned = false, margin = 0 }: PictureOptions = {},
): Picture {
  const { scale, ...layout } = layoutOf(frame, longSide, turned, margin);
  const { width, height } = layout;
  if (scale === 1 && margin === 0 && !turned && width === frame.width && height === frame.height) {
    return { width, height, data: frame.data, scale, margin, turnedHeight: null };
  }
  const source = new Int32Array(frame.data.buffer, frame.data.byteOffset, frame.width * frame.height);
  const sampling = { source, of: frame, ...layout };
  return {
    width,
    height,
    data: fastMeans(sampling) ?? plainMeans(sampling),
    scale,
    turnedHeight: turned ? frame.height : null,
    margin,
  };
}

type Sides = Pick<Pixels, 'width' | 'height'>;

/** What is sampled of frames of this size. */
type Layout = Omit<Sampling, 'source' | 'of'> & { readonly scale: number };

/** Of the last sizes: a detector makes the same few pictures of every frame. */
const layouts = new Map<string, Layout>();
const MOST_LAYOUTS = 12;

function layoutOf(frame: Sides, longSide: number, turned: boolean, margin: number): Layout {
  const name = [frame.width, frame.height, longSide, turned, margin].join(' ');
  const layout = layouts.get(name) ?? newLayout(frame, longSide, turned, margin);
  putLast(layouts, name, layout, MOST_LAYOUTS);
  return layout;
}

function newLayout(frame: Sides, longSide: number, turned: boolean, margin: number): Layout {
  const scale = Math.max(frame.width, frame.height) / (longSide - 2 * margin);
  const [across, down] = turned ? [frame.height, frame.width] : [frame.width, frame.height];
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round(scale)));
  // Each sample is the frame's pixel at the sum of its column's and its row's offset.
  const columns = sampled(across, { scale, samples, margin }, (at) =>
    turned ? (frame.height - 1 - at) * frame.width : at,
  );
  const rows = sampled(down, { scale, samples, margin }, (at) => (turned ? at : at * frame.width));
  const width = Math.ceil(columns.length / samples / UNIT) * UNIT;
  const height = Math.ceil(rows.length / samples / UNIT) * UNIT;
  return { columns, rows, samples, width, height, scale };
}

/** As `fastMeans`, where there is no SIMD. */
export function plainMeans({ source, columns, rows, samples, width, height }: Sampling) {
  const pixels = buffer(width * height).fill(0);
  const share = 1 / (samples * samples);
  for (let j = 0; j < rows.length / samples; j++) {
    for (let i = 0, o = j * width; i < columns.length / samples; i++, o++) {
      let redBlue = 0;
      let green = 0;
      for (let q = j * samples; q < (j + 1) * samples; q++) {
        for (let p = i * samples; p < (i + 1) * samples; p++) {
          const colour = source[(rows[q] as number) + (columns[p] as number)] as number;
          redBlue += colour & RED_BLUE;
          green += (colour >>> 8) & 0xff;
        }
      }
      const [red, blue] = [redBlue & 0xffff, redBlue >>> 16];
      pixels[o] = (red * share) | ((green * share) << 8) | ((blue * share) << 16);
    }
  }
  return new Uint8ClampedArray(pixels.buffer, 0, width * height * 4);
}

/** Offsets of the samples along a side of `length` frame pixels with its margins, `samples` a picture pixel. */
function sampled(
  length: number,
  { scale, samples, margin }: { readonly scale: number; readonly samples: number; readonly margin: number },
  offset: (at: number) => number,
): Int32Array {
  const count = (Math.max(1, Math.round(length / scale)) + 2 * margin) * samples;
  return Int32Array.from({ length: count }, (_, k) => {
    const at = Math.floor(((k + 0.5) / samples - margin) * scale);
    const reflected = at < 0 ? -1 - at : at;
    return offset(
      Math.max(0, reflected < length ? reflected : Math.min(length - 1, 2 * length - 1 - reflected)),
    );
  });
}

/** The same face in frame pixels. */
export function inFrame(found: Candidate, { scale, turnedHeight, margin }: Picture): Candidate {
  const at = (p: { readonly x: number; readonly y: number }) => {
    const [x, y] = [(p.x - margin) * scale, (p.y - margin) * scale];
    return turnedHeight === null ? { x, y } : { x: y, y: turnedHeight - x };
  };
  const [from, to] = [at(found), at({ x: found.x + found.width, y: found.y + found.height })];
  return {
    score: found.score,
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
    points: found.points.map(at),
  };
}
