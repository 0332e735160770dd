/** How frames get from a camera's track to the worker: as a transferred stream, or one by one where that is missing. */

/** The track's frames as a stream that can be transferred; null where the browser has no insertable streams. */
export function streamOf(track: MediaStreamTrack): ReadableStream<VideoFrame> | null {
  if (typeof MediaStreamTrackProcessor === 'undefined') {
    return null;
  }
  // One frame of buffer: while the worker is busy, newer frames replace older ones in the browser itself.
  return new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack, maxBufferSize: 1 }).readable;
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
