/** Pictures to be sent: planes of luma and chroma (I420), as encoders take them. */
import { type FramePx, type Size, size } from '../../base/geometry.ts';
import type { Pixels } from '../../base/sample.ts';
import type { RawFrame } from './frame.ts';
import { isUpright } from './pixels.ts';

/** What the numbers mean where a picture did not come as planes: what encoders assume where nothing is said. */
export const USUAL_COLOURS: VideoColorSpaceInit = {
  matrix: 'smpte170m',
  primaries: 'smpte170m',
  transfer: 'smpte170m',
  fullRange: false,
};

/** Of red and blue in luma (ITU-R BT.601 and BT.709). */
const SHARES: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};

/** Curves that a conversion between planes and RGB leaves as they are: not those of HDR. */
const USUAL_CURVES: readonly unknown[] = [null, 'bt709', 'smpte170m', 'iec61966-2-1'];

/** Whether pictures of this size can be planes: chroma halves both sides, and the kernel's registers take eight pixels. */
export function fitsPlanes({ width, height }: Size<FramePx>): boolean {
  return width % 8 === 0 && height % 2 === 0;
}

/** Layouts of frames that can be drawn over; NV12, of hardware, has both chromas in one plane, in turns. */
const PLANAR: readonly unknown[] = ['I420', 'NV12'];

/** How the frame's planes are meant; null where it does not consist of planes that can be drawn over. */
export function planeColours(source: RawFrame['source']): VideoColorSpaceInit | null {
  if (!('format' in source) || !PLANAR.includes(source.format) || !isUpright(source)) {
    return null;
  }
  const { colorSpace, displayWidth, displayHeight, visibleRect } = source;
  const fits =
    fitsPlanes(size(displayWidth, displayHeight)) &&
    visibleRect !== null &&
    visibleRect.x % 2 === 0 &&
    visibleRect.y % 2 === 0;
  const isUsual = (colorSpace.matrix ?? '') in SHARES && USUAL_CURVES.includes(colorSpace.transfer);
  // What is not known is left out: not every browser takes back the null that it gives for it.
  const known = Object.entries(colorSpace.toJSON()).filter(([, value]) => value !== null);
  return fits && isUsual ? Object.fromEntries(known) : null;
}

type Sum = readonly [red: number, green: number, blue: number];

/** Luma and the two chromas as sums of red, green and blue, all from 0 to 255; chroma's middle is 128. */
export interface PlaneSums {
  /** Luma of black. */
  readonly floor: number;
  readonly sums: readonly [y: Sum, u: Sum, v: Sum];
}

export function planeSums({ matrix, fullRange }: VideoColorSpaceInit): PlaneSums {
  const [red, blue] = SHARES[matrix ?? ''] ?? (SHARES.smpte170m as readonly [number, number]);
  const green = 1 - red - blue;
  const [luma, chroma] = fullRange ? [1, 1] : [219 / 255, 224 / 255];
  const [u, v] = [chroma / 2 / (1 - blue), chroma / 2 / (1 - red)];
  return {
    floor: fullRange ? 0 : 16,
    sums: [
      [red * luma, green * luma, blue * luma],
      [-red * u, -green * u, (1 - blue) * u],
      [(1 - red) * v, -green * v, -blue * v],
    ],
  };
}

/** A picture as planes, the plain way (`render/cpu/planes.ts` is quicker); chroma is of the upper left of four pixels. */
export function planesOfPixels({ width, height, data }: Pixels, colours: VideoColorSpaceInit) {
  const { floor, sums } = planeSums(colours);
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const planes = new Uint8ClampedArray(width * height + 2 * across * down);
  const level = (plane: 0 | 1 | 2, x: number, y: number) =>
    sums[plane].reduce((sum, share, c) => sum + share * (data[(y * width + x) * 4 + c] as number), 0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      planes[y * width + x] = floor + level(0, x, y);
      if (x % 2 === 0 && y % 2 === 0) {
        const at = width * height + (y / 2) * across + x / 2;
        planes[at] = 128 + level(1, x, y);
        planes[at + across * down] = 128 + level(2, x, y);
      }
    }
  }
  return planes;
}

/**
 * Copies the planes: browsers keep memory for such frames, and new memory of their size takes ten times as long to get as to fill.
 * @param planes luma, then the chromas at half the size, densely packed @param timestamp µs
 */
export function frameOfPlanes(
  planes: AllowSharedBufferSource,
  codedWidth: number,
  codedHeight: number,
  timestamp: number,
  colorSpace = USUAL_COLOURS,
): VideoFrame {
  return new VideoFrame(planes, { format: 'I420', codedWidth, codedHeight, timestamp, colorSpace });
}
