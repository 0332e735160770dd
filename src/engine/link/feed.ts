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
 * it lies ready, or there will be none.
 *
 * A stream that is given away is read in the page until the worker unpacks it. Chromium 156 makes a frame in one task and hands it on in
 * the next; if the worker unpacks in between, the frame is dropped unclosed. Once a frame lies ready the page reads no other one,
 * and nothing can come in between. That it does is seen on a second stream of the track: it gets each frame after the first one.
 */
export async function packStream(
  track: MediaStreamTrack,
  readable: ReadableStream<VideoFrame>,
): Promise<MessagePort> {
  const witness = track.readyState === 'live' ? streamOf(track)?.getReader() : null;
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(readable, [readable]);
  try {
    const seen = await witness?.read();
    seen?.value?.close();
    await witness?.cancel();
  } catch {
    // A broken stream is an ended one.
  }
  return port2;
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
 * Safari and Firefox: a hidden video element plays the track, and each new frame goes to the worker as an
 * `ImageBitmap` as long as the worker takes one. The element is never attached to the document.
 */
export function feedFromVideo(
  track: MediaStreamTrack,
  send: (source: ImageBitmap, timestamp: number) => void,
): VideoFeed {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let ready = true;
  let stopped = false;
  const onFrame = async (_now: number, metadata: VideoFrameCallbackMetadata): Promise<void> => {
    if (stopped) {
      return;
    }
    video.requestVideoFrameCallback(onFrame);
    if (!ready) {
      return;
    }
    ready = false;
    try {
      const source = await createImageBitmap(video);
      if (stopped) {
        source.close();
      } else {
        send(source, Math.round(metadata.mediaTime * 1e6));
      }
    } catch {
      // No picture yet (the element has no size): the next frame tries again.
      ready = true;
    }
  };
  video.requestVideoFrameCallback(onFrame);
  return {
    playing: video.play(),
    workerIsReady() {
      ready = true;
    },
    stop() {
      stopped = true;
      video.pause();
      video.srcObject = null;
    },
  };
}
