/** The sink that is a camera for others: safe pictures in, a `MediaStreamTrack` out. It takes `SafeFrame` and nothing else. */
import { assertSafe, type SafeFrame } from '../engine/safe/frame.ts';

export interface SafeTrack {
  /** To hand out. As of any track, its clones live on when it is stopped. */
  readonly track: MediaStreamTrack;
  /** True when the track and all its clones have ended: no picture will be seen any more. Known once a picture was to be shown after that. */
  readonly over: boolean;
  /**
   * Shows a picture; it stays the caller's.
   * @returns false where it was left out: the other side is busy, or nothing is left to show it.
   * @throws TypeError when `frame` was not vouched for; the track goes on with its last safe picture.
   */
  write(frame: SafeFrame): boolean;
  /** Ends the track and all its clones. */
  stop(): void;
}

/** A track that is silent until the first safe picture. */
export function createSafeTrack(): SafeTrack {
  return typeof MediaStreamTrackGenerator === 'undefined' ? fromCanvas() : fromGenerator();
}

function fromGenerator(): SafeTrack {
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  const writer = generator.writable.getWriter();
  let over = false;
  writer.closed.catch(() => undefined);
  // What is handed out is a clone, and the generator itself is stopped: its writer then works for as long as any clone lives, whoever made
  // it and however (`MediaStream.clone()` calls no `clone` that could be watched), and fails when the last one has ended.
  const track = generator.clone();
  generator.stop();
  return {
    track,
    get over() {
      return over;
    },
    write(frame) {
      assertSafe(frame);
      if (over || (writer.desiredSize ?? 0) <= 0) {
        return false;
      }
      const copy = new VideoFrame(frame.picture as CanvasImageSource, { timestamp: frame.timestamp });
      writer.write(copy).catch(() => {
        copy.close();
        over = true;
      });
      return true;
    },
    stop() {
      over = true;
      track.stop();
      // Ends every clone, with an `ended` event.
      writer.close().catch(() => undefined);
    },
  };
}

/** At most. Without a number WebKitGTK (2.50) captures two pictures of a canvas and no more, so that the track stands still. */
const FRAMES_PER_SECOND = 30;

/** Safari and Firefox: a canvas that nothing but this draws on. */
function fromCanvas(): SafeTrack {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  const [track] = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
  if (!context || !track) {
    throw new Error('This browser can make no video track from pictures.');
  }
  const live = new Set<MediaStreamTrack>();
  watchClones(track, live);
  const isOver = () => {
    for (const each of live) {
      if (each.readyState === 'ended') {
        live.delete(each);
      }
    }
    return live.size === 0;
  };
  return {
    track,
    get over() {
      return isOver();
    },
    write(frame) {
      assertSafe(frame);
      if (isOver()) {
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
      for (const each of live) {
        each.stop();
      }
      live.clear();
    },
  };
}

/**
 * Keeps `live` in step with a track and the clones that are made of it, and of those. Nothing else tells of them where a canvas draws; one that
 * `MediaStream.clone()` makes is missed, and stands still on its last safe picture when the others have ended.
 */
function watchClones(track: MediaStreamTrack, live: Set<MediaStreamTrack>): void {
  live.add(track);
  track.clone = () => {
    const clone = MediaStreamTrack.prototype.clone.call(track);
    if (clone.readyState === 'live') {
      watchClones(clone, live);
    }
    return clone;
  };
}
