/**
 * Guise as what lib-jitsi-meet calls an effect: `JitsiMeetJS.createLocalTracks({ devices: ['video'], effects: [effect] })`, so that it
 * is in place before the track joins a conference. Jitsi stops it when the camera is muted, after it took the track out of the
 * conference, and starts it again with the camera.
 */
import { type AnonymizeOptions, type GuiseProcessor, guiseProcessor, type TrackSettings } from 'guise';

/** What an effect looks at of a `JitsiLocalTrack`. */
export interface JitsiTrack {
  isVideoTrack(): boolean;
  /** 'camera' or 'desktop'. */
  readonly videoType?: string;
}

export class GuiseEffect {
  readonly #processor: GuiseProcessor;

  constructor(options: AnonymizeOptions = {}) {
    this.#processor = guiseProcessor(options);
  }

  /** A shared screen is passed on as it is. */
  isEnabled(track: JitsiTrack): boolean {
    return track.isVideoTrack() && track.videoType !== 'desktop';
  }

  /** The safe track is there at once, and shows nothing until faces are covered. */
  startEffect(stream: MediaStream): MediaStream {
    const [camera] = stream.getVideoTracks();
    if (!camera) {
      throw new TypeError('GuiseEffect wants a stream with a video track.');
    }
    void this.#processor.init({ track: camera }).catch(console.error);
    const { processedTrack } = this.#processor;
    if (!processedTrack) {
      throw new Error('Guise is in place on this camera already.');
    }
    return new MediaStream([processedTrack]);
  }

  /** Jitsi has the uncovered stream again after this: call `setEffect(undefined)` on a track outside of a conference only. */
  stopEffect(): void {
    void this.#processor.destroy();
  }

  /** Another mode in a call: change this effect instead of setting another one. */
  configure(changes: TrackSettings): void {
    this.#processor.configure(changes);
  }

  /** Covers every frame whole until `resume`. */
  pause(): void {
    this.#processor.pause();
  }

  resume(): void {
    this.#processor.resume();
  }
}
