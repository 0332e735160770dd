/** Pictures to be sent: planes of luma and chroma (I420), as encoders take them. */
import type { FramePx, Size } from '../../base/geometry.ts';

/** What the numbers mean: those that encoders assume where nothing is said. */
const COLOUR: VideoColorSpaceInit = {
  matrix: 'smpte170m',
  primaries: 'smpte170m',
  transfer: 'smpte170m',
  fullRange: false,
};

/** Whether pictures of this size can be planes: chroma halves both sides, and the kernel's registers take eight pixels. */
export function fitsPlanes({ width, height }: Size<FramePx>): boolean {
  return width % 8 === 0 && height % 2 === 0;
}

/** @param planes luma, then the chromas at half the size, densely packed; used up @param timestamp µs */
export function frameOfPlanes(
  planes: ArrayBuffer,
  codedWidth: number,
  codedHeight: number,
  timestamp: number,
): VideoFrame {
  const init = { format: 'I420', codedWidth, codedHeight, timestamp, colorSpace: COLOUR } as const;
  return new VideoFrame(planes, { ...init, transfer: [planes] } as VideoFrameBufferInit);
}
