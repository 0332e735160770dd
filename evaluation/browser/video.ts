/** A video's frames in the order of showing, none dropped, decoded by the browser; the file is read in pieces. */
import { ALL_FORMATS, Input, UrlSource, type VideoSample, VideoSampleSink } from 'mediabunny';
import type { RawFrame } from '../../src/engine/safe/frame.ts';
import type { VideoInfo } from './tasks.ts';

export class Video {
  readonly info: VideoInfo;
  readonly #input: Input;
  readonly #samples: AsyncGenerator<VideoSample, void, unknown>;

  private constructor(info: VideoInfo, input: Input, samples: AsyncGenerator<VideoSample, void, unknown>) {
    this.info = info;
    this.#input = input;
    this.#samples = samples;
  }

  /** @throws Error in plain words when it is no video or cannot be decoded here. */
  static async open(url: string): Promise<Video> {
    const input = new Input({ source: new UrlSource(url), formats: ALL_FORMATS });
    try {
      const track = (await input.canRead()) ? await input.getPrimaryVideoTrack() : null;
      if (!track) {
        throw new Error('The file is no video that can be read here.');
      }
      const codec = (await track.getCodec()) ?? 'an unknown codec';
      if (!(await track.canDecode())) {
        throw new Error(`The browser cannot decode the video (${codec}). Convert it to H.264 or VP9.`);
      }
      const [width, height, duration, stats] = await Promise.all([
        track.getDisplayWidth(),
        track.getDisplayHeight(),
        track.computeDuration(),
        track.computePacketStats(),
      ]);
      const info = { width, height, duration, codec, frames: stats.packetCount };
      return new Video(info, input, new VideoSampleSink(track).samples());
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  /** The next frame, turned as the file says; null at the end. The caller closes `source`. */
  async next(): Promise<RawFrame | null> {
    const { value: sample } = await this.#samples.next();
    if (!sample) {
      return null;
    }
    try {
      const timestamp = Math.max(0, sample.microsecondTimestamp);
      if (sample.rotation === 0 && !sample.flip) {
        return { source: sample.toVideoFrame(), timestamp };
      }
      const canvas = new OffscreenCanvas(sample.displayWidth, sample.displayHeight);
      const context = canvas.getContext('2d', { alpha: false });
      if (!context) {
        throw new Error('No 2D canvas for turning a frame.');
      }
      sample.draw(context, 0, 0);
      return { source: canvas.transferToImageBitmap(), timestamp };
    } finally {
      sample.close();
    }
  }

  close(): void {
    void this.#samples.return().catch(() => undefined);
    this.#input.dispose();
  }
}
