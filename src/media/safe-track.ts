/** The sink that is a camera for others: safe pictures in, a `MediaStreamTrack` out. It takes `SafeFrame` and nothing else. */
import { assertSafe, type SafeFrame } from '../engine/safe/frame.ts';

export interface SafeTrack {
  readonly track: MediaStreamTrack;
  /**
   * Shows a picture; it stays the caller's.
   * @returns false where it was left out: the other side is busy, or the track has ended.
   * @throws TypeError when `frame` was not vouched for; the track goes on with its last safe picture.
   */
  write(frame: SafeFrame): boolean;
  /** Ends the track. */
  stop(): void;
}

/** A track that is silent until the first safe picture. */
export function createSafeTrack(): SafeTrack {
  return typeof MediaStreamTrackGenerator === 'undefined' ? fromCanvas() : fromGenerator();
}

function fromGenerator(): SafeTrack {
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  const writer = generator.writable.getWriter();
  // When the track is stopped from outside, what is still written has nowhere to go.
  writer.closed.catch(() => undefined);
  return {
    track: generator,
    write(frame) {
      assertSafe(frame);
      if (generator.readyState !== 'live' || (writer.desiredSize ?? 0) <= 0) {
        return false;
      }
      const copy = new VideoFrame(frame.picture as CanvasImageSource, { timestamp: frame.timestamp });
      writer.write(copy).catch(() => copy.close());
      return true;
    },
    stop() {
      generator.stop();
      writer.close().catch(() => undefined);
    },
  };
}

/** Safari and Firefox: a canvas that nothing but this draws on. */
function fromCanvas(): SafeTrack {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  const [track] = canvas.captureStream().getVideoTracks();
  if (!context || !track) {
    throw new Error('This browser can make no video track from pictures.');
  }
  return {
    track,
    write(frame) {
      assertSafe(frame);
      if (track.readyState !== 'live') {
        return false;
      }
      const { width, height } = frame.report;
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      context.drawImage(frame.picture as CanvasImageSource, 0, 0, width, height);
      return true;
    },
    stop() {
      track.stop();
    },
  };
}
