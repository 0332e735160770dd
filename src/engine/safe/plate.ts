/**
 * The whole-frame cover: a calm slate gradient with no camera pixel in it. Drawn on a 2D canvas of its own, so that it
 * is there when everything else has failed.
 */
import { size } from '../../base/geometry.ts';
import { fitsPlanes, frameOfPlanes, type PlaneSums, planeSums, USUAL_COLOURS } from './planes.ts';

let canvas: OffscreenCanvas | null = null;

/** Its colours at the top and at the bottom, levels of red, green and blue. */
const ENDS = [
  [58, 69, 83],
  [37, 45, 56],
] as const;

type Levels = readonly [number, number, number];

function planesOf(colour: Levels, { floor, sums }: PlaneSums): Levels {
  const [y, u, v] = sums.map((sum) =>
    sum.reduce((all, share, i) => all + share * (colour[i] as number), 0),
  ) as [number, number, number];
  return [floor + y, 128 + u, 128 + v];
}

/** Largest side that is drawn; a larger (or impossible) size gets a plate of a usual size instead. */
const MAX_SIDE = 8192;

/** A plate of the given size, pixels. Never throws for a size that a frame can have. */
export function plate(width: number, height: number): ImageBitmap {
  const [w, h] = usable(width) && usable(height) ? [Math.round(width), Math.round(height)] : [640, 480];
  canvas ??= new OffscreenCanvas(w, h);
  canvas.width = w;
  canvas.height = h;
  const context = canvas.getContext('2d', { alpha: false });
  if (context) {
    const gradient = context.createLinearGradient(0, 0, 0, h);
    ENDS.forEach((colour, end) => {
      gradient.addColorStop(end, `rgb(${colour.join(' ')})`);
    });
    context.fillStyle = gradient;
    context.fillRect(0, 0, w, h);
  }
  // Without a context the canvas is black: safe as well.
  return canvas.transferToImageBitmap();
}

/**
 * The same for a track or file of such pictures, or null for sides that do not fit. All of a track's pictures are of one kind: where its first one
 * is RGBA, Chromium's recorder takes the levels of planes that follow for what they are not, and they come out pale.
 * @param timestamp µs @param colours those of the track's other pictures
 */
export function plateOfPlanes(
  width: number,
  height: number,
  timestamp: number,
  colours = USUAL_COLOURS,
): VideoFrame | null {
  if (!usable(width) || !usable(height) || !fitsPlanes(size(width, height))) {
    return null;
  }
  const luma = width * height;
  const planes = new Uint8Array(luma * 1.5);
  const sums = planeSums(colours);
  const [top, bottom] = [planesOf(ENDS[0], sums), planesOf(ENDS[1], sums)];
  for (let row = 0; row < height; row++) {
    const level = (i: 0 | 1 | 2) => top[i] + ((bottom[i] - top[i]) * (row + 0.5)) / height;
    planes.fill(level(0), row * width, (row + 1) * width);
    if (row % 2 === 0) {
      const at = luma + (row / 4) * width;
      planes.fill(level(1), at, at + width / 2);
      planes.fill(level(2), at + luma / 4, at + luma / 4 + width / 2);
    }
  }
  return frameOfPlanes(planes, width, height, timestamp, colours);
}

function usable(side: number): boolean {
  return Number.isFinite(side) && side >= 1 && side <= MAX_SIDE;
}
