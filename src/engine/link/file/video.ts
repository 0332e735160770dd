/** Videos, read by mediabunny around the browser's own decoders. */
import {
  BlobSource,
  Input,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  QTFF,
  UnsupportedInputFormatError,
  type VideoSample,
  VideoSampleSink,
  WEBM,
} from 'mediabunny';
import { assertWorkable, type FileFrame, type FileInfo, type FrameFile } from './frame-file.ts';
import { FileRefused, fileProblem } from './problem.ts';

/** Frames that are looked at to tell the frame rate. */
const RATE_SAMPLE = 100;
/** Frames that may be missing at the end: decoders keep some back at times. */
const MISSING_FRAMES = 3;
/** A frame this far ahead, seconds, is reached by decoding on; a later one by starting anew at a key frame. */
const NEAR = 3;

/** @throws FileRefused when it is no video, holds no picture, is damaged or cannot be decoded here. */
export async function openVideo(file: Blob): Promise<FrameFile> {
  const input = new Input({ source: new BlobSource(file), formats: [MP4, QTFF, WEBM, MATROSKA] });
  try {
    const track = await videoTrackOf(input);
    const info = await infoOf(input, track);
    assertWorkable(info.width, info.height);
    if (!(await track.canDecode())) {
      throw new FileRefused(
        fileProblem('codec', `Its pictures are in “${info.codec || 'an unknown codec'}”.`),
      );
    }
    return new Video(input, track, info);
  } catch (error) {
    input.dispose();
    throw refusalOf(error);
  }
}

async function videoTrackOf(input: Input): Promise<InputVideoTrack> {
  const track = await input.getPrimaryVideoTrack();
  if (!track) {
    const sound = await input.getPrimaryAudioTrack();
    throw new FileRefused(fileProblem(sound ? 'audio-only' : 'broken'));
  }
  return track;
}

async function infoOf(input: Input, track: InputVideoTrack): Promise<FileInfo> {
  const [width, height, rotation, codec, duration, stats, audio, mime] = await Promise.all([
    track.getDisplayWidth(),
    track.getDisplayHeight(),
    track.getRotation(),
    track.getCodec(),
    track.computeDuration(),
    track.computePacketStats(RATE_SAMPLE),
    input.getPrimaryAudioTrack(),
    input.getMimeType(),
  ]);
  return {
    kind: 'video',
    width,
    height,
    duration,
    frameRate: stats.averagePacketRate,
    rotation,
    codec: codec ?? '',
    mime: mime.split(';')[0] ?? '',
    hasAudio: audio !== null,
  };
}

class Video implements FrameFile {
  readonly info: FileInfo;
  readonly #input: Input;
  readonly #sink: VideoSampleSink;
  #samples: AsyncGenerator<VideoSample, void, unknown> | null = null;
  /** End of the last frame given out, seconds. */
  #reached = 0;
  #ended = false;

  constructor(input: Input, track: InputVideoTrack, info: FileInfo) {
    this.#input = input;
    this.#sink = new VideoSampleSink(track);
    this.info = info;
  }

  async next(at: number | null): Promise<{ frame: FileFrame; jumped: boolean } | null> {
    const near = at !== null && at >= this.#reached && at - this.#reached < NEAR;
    const jumped = this.#samples === null || (at !== null && !near);
    if (jumped) {
      await this.#samples?.return();
      this.#samples = this.#sink.samples(at ?? undefined);
      this.#ended = false;
    }
    if (this.#ended) {
      return null;
    }
    try {
      const sample = await this.#advance(near ? at : Number.NEGATIVE_INFINITY);
      if (!sample) {
        this.#ended = true;
        this.#assertWhole();
        return null;
      }
      this.#reached = sample.timestamp + sample.duration;
      return { frame: rawOf(sample), jumped };
    } catch (error) {
      throw refusalOf(error, this.#reached);
    }
  }

  close(): void {
    void this.#samples?.return().catch(() => undefined);
    this.#input.dispose();
  }

  /** A file that was cut off just ends; its table of contents knows of more. */
  #assertWhole(): void {
    const { duration, frameRate } = this.info;
    if (duration - this.#reached > MISSING_FRAMES / Math.max(1, frameRate)) {
      throw new FileRefused(
        fileProblem(
          'broken',
          `Of its ${duration.toFixed(1)} seconds, ${this.#reached.toFixed(1)} could be read.`,
        ),
      );
    }
  }

  /** The first sample that is still shown at `from`, seconds. What ends before the video begins is never shown. */
  async #advance(from: number): Promise<VideoSample | null> {
    for (;;) {
      const { value, done } = (await this.#samples?.next()) ?? { value: undefined, done: true };
      if (done || !value) {
        return null;
      }
      const end = value.timestamp + value.duration;
      const over = value.duration > 0 ? end <= Math.max(0, from) : value.timestamp < Math.max(0, from);
      if (!over) {
        return value;
      }
      value.close();
    }
  }
}

/** The sample as a raw frame, upright; the sample is used up. */
function rawOf(sample: VideoSample): FileFrame {
  const timestamp = Math.max(0, sample.microsecondTimestamp);
  const duration = sample.microsecondDuration;
  try {
    if (sample.rotation === 0 && !sample.flip) {
      return { source: sample.toVideoFrame(), timestamp, duration };
    }
    const canvas = new OffscreenCanvas(sample.displayWidth, sample.displayHeight);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) {
      throw new Error('no 2D canvas for turning a frame');
    }
    sample.draw(context, 0, 0);
    return { source: canvas.transferToImageBitmap(), timestamp, duration };
  } finally {
    sample.close();
  }
}

function refusalOf(error: unknown, seconds?: number): FileRefused {
  if (error instanceof FileRefused) {
    return error;
  }
  if (error instanceof UnsupportedInputFormatError) {
    return new FileRefused(fileProblem('not-media'));
  }
  const place = seconds === undefined ? '' : `It could be read for ${seconds.toFixed(1)} seconds.`;
  return new FileRefused(fileProblem('broken', place));
}
