/** How frames get from a camera's track to the worker: as a transferred stream, or one by one where that is missing. */

/** The track's frames as a stream that can be transferred; null where the browser has no insertable streams. */
export function streamOf(track: MediaStreamTrack): ReadableStream<VideoFrame> | null {
  if (typeof MediaStreamTrackProcessor === 'undefined') {
    return null;
  }
  // One frame of buffer: while the worker is busy, newer frames replace older ones in the browser itself.
  return new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack, maxBufferSize: 1 }).readable;
}

/**
 * Packs a track's stream for a worker: the stream comes out of the port as its only message (`streamFrom`). Resolves when a frame of
 * it lies ready, there will be none, or nobody can tell.
 *
 * A stream that is given away is read in the page until the worker unpacks it. Chromium 156 makes a frame in one task and hands it on in
 * the next; if the worker unpacks in between, the frame is dropped unclosed. Once a frame lies ready the page reads no other one,
 * and nothing can come in between. That it does is seen on a second stream of the track: it gets each frame after the first one. Where
 * Chromium gives the second one nothing (it lets a page hold so many frames of a camera, and those of the page before a reload count
 * until the collector comes, half a minute later), the track's own count tells.
 */
export async function packStream(
  track: MediaStreamTrack,
  readable: ReadableStream<VideoFrame>,
): Promise<MessagePort> {
  const witness = track.readyState === 'live' ? streamOf(track)?.getReader() : null;
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(readable, [readable]);
  try {
    const read = witness?.read().then(({ value }) => value?.close());
    await (read && Promise.race([read, starved(track, read)]));
  } catch {
    // A broken stream is an ended one.
  }
  await witness?.cancel().catch(() => undefined);
  return port2;
}

/** A stream that has seen none of so many frames of its track gets none. */
const STARVED = 30;
/** ms after which a second frame is enough, or the time alone where nobody counts them. */
const STARVED_AFTER = 3000;
/** ms from one count to the next. */
const COUNT_FRAMES_EVERY = 50;
/** Before so many counts a page may only have been too busy to be given what there is. */
const LEAST_COUNTS = 5;

/** Resolves when the track has given out frames, and `read` none; or when `read` is over. Never rejects. */
async function starved(track: MediaStreamTrack, read: Promise<unknown>): Promise<void> {
  const given = () => (track as { stats?: { readonly deliveredFrames: number } }).stats?.deliveredFrames;
  let over = false;
  const end = () => {
    over = true;
  };
  read.then(end, end);
  const [begun, before] = [performance.now(), given() ?? 0];
  for (let counts = 0; !over; counts++) {
    const count = given();
    const late = performance.now() - begun >= STARVED_AFTER;
    const least = late ? 2 : STARVED;
    if (counts >= LEAST_COUNTS && (count === undefined ? late : count - before >= least)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, COUNT_FRAMES_EVERY));
  }
}

/** The worker's side of `packStream`. */
export function streamFrom(port: MessagePort): Promise<ReadableStream<VideoFrame>> {
  return new Promise((resolve) => {
    port.onmessage = ({ data }: MessageEvent<ReadableStream<VideoFrame>>) => {
      port.close();
      resolve(data);
    };
  });
}

export interface VideoFeed {
  /** Resolves when the video plays; rejects when the browser would not play it. */
  readonly playing: Promise<void>;
  /** The worker has finished a frame and takes another. */
  workerIsReady(): void;
  stop(): void;
}

/**
 * Safari and Firefox: a hidden video element plays the track, and each new frame goes to the worker as long as the worker takes one;
 * when it was busy, it gets the newest as soon as it is ready. The element is never attached to the document.
 * @param send closes the frame; its time is in µs
 */
export function feedFromVideo(
  track: MediaStreamTrack,
  send: (frame: VideoFrame, timestamp: number) => void,
): VideoFeed {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let ready = true;
  let waiting = false;
  let sent = 0;
  const offer = () => {
    const now = performance.now();
    waiting = !ready && now - sent < LOST_AFTER;
    if (waiting) {
      return;
    }
    const timestamp = Math.round(now * 1000);
    try {
      send(new VideoFrame(video, { timestamp }), timestamp);
      ready = false;
      sent = now;
    } catch {
      // No picture yet (the element has no size): the next frame tries again.
    }
  };
  const stopWatching = watchFrames(video, offer);
  return {
    playing: video.play(),
    workerIsReady() {
      ready = true;
      if (waiting) {
        offer();
      }
    },
    stop() {
      stopWatching();
      ready = false;
      waiting = false;
      video.pause();
      video.srcObject = null;
    },
  };
}

/**
 * A worker that has not asked for another frame for so long has lost the last one on its way, ms: without this nothing would come any
 * more. One that is only slow drops the next.
 */
const LOST_AFTER = 3000;
/** How often a video's frames are counted, ms: often enough for 60 a second. */
const COUNT_EVERY = 8;
/** After so long without a frame the video's clock is asked whether it goes on nevertheless, ms. */
const SILENCE = 300;

/**
 * Calls back for each frame that the video shows. WebKitGTK 2.50 has `requestVideoFrameCallback`, but never calls it for a camera; it
 * counts frames, though, so that the count is watched until the first call comes. (Firefox calls, and does not count.) Calls are part of
 * drawing the page: a page that is not drawn, as in a tab behind another, gets none while its camera goes on. Then a frame is
 * taken now and then.
 * @returns how to stop
 */
function watchFrames(video: HTMLVideoElement, onFrame: () => void): () => void {
  let stopped = false;
  let counted = 0;
  let came = false;
  let clock = 0;
  const tell = () => {
    came = true;
    onFrame();
  };
  const counting = setInterval(() => {
    const { totalVideoFrames } = video.getVideoPlaybackQuality();
    if (totalVideoFrames !== counted) {
      counted = totalVideoFrames;
      tell();
    }
  }, COUNT_EVERY);
  const minding = setInterval(() => {
    if (!came && video.currentTime !== clock) {
      onFrame();
    }
    came = false;
    clock = video.currentTime;
  }, SILENCE);
  const onCall = () => {
    clearInterval(counting);
    if (!stopped) {
      video.requestVideoFrameCallback(onCall);
      tell();
    }
  };
  video.requestVideoFrameCallback(onCall);
  return () => {
    stopped = true;
    clearInterval(counting);
    clearInterval(minding);
  };
}
