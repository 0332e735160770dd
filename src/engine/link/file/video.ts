/** Videos, read by mediabunny around the browser's own decoders. */
import {
  type Input,
  type InputVideoTrack,
  UnsupportedInputFormatError,
  type VideoSample,
  VideoSampleSink,
} from 'mediabunny';
import { keepColours } from './colours.ts';
import { type Container, openContainer } from './container/container.ts';
import { lengthOf, picturesOf, type Shown, type Stretch, WHOLE } from './container/edit-list.ts';
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
  let input: Input | null = null;
  try {
    const container = await openContainer(file);
    input = container.input;
    const track = await videoTrackOf(container);
    const stretches = container.stretchesOf(track);
    const info = await infoOf(container, track, stretches);
    if (info.duration <= 0 && stretches !== WHOLE) {
      throw new FileRefused(fileProblem('cuts', 'It shows nothing of its picture.'));
    }
    assertWorkable(info.width, info.height);
    if (!(await track.canDecode())) {
      throw new FileRefused(
        fileProblem('codec', `Its pictures are in “${info.codec || 'an unknown codec'}”.`),
      );
    }
    await keepColours(track);
    return new Video(input, track, stretches, info);
  } catch (error) {
    input?.dispose();
    throw refusalOf(error);
  }
}

async function videoTrackOf({ video, sound }: Container): Promise<InputVideoTrack> {
  const { track, off } = await video();
  if (track) {
    return track;
  }
  if (off > 0) {
    throw new FileRefused(fileProblem('off'));
  }
  const { track: heard, others } = await sound();
  throw new FileRefused(fileProblem(heard || others > 0 ? 'audio-only' : 'broken'));
}

async function infoOf(
  { input, video, sound }: Container,
  track: InputVideoTrack,
  stretches: readonly Stretch[],
): Promise<FileInfo> {
  const [width, height, rotation, codec, mediaEnd, stats, { others }, heard, mime] = await Promise.all([
    track.getDisplayWidth(),
    track.getDisplayHeight(),
    track.getRotation(),
    track.getCodec(),
    track.computeDuration(),
    track.computePacketStats(RATE_SAMPLE),
    video(),
    sound(),
    input.getMimeType(),
  ]);
  return {
    kind: 'video',
    width,
    height,
    duration: lengthOf(stretches, mediaEnd),
    frameRate: stats.averagePacketRate,
    rotation,
    codec: codec ?? '',
    mime: mime.split(';')[0] ?? '',
    hasAudio: heard.track !== null,
    notes: [
      ...(others > 0 ? (['other-videos'] as const) : []),
      ...(heard.off > 0 && !heard.track ? (['sound-off'] as const) : []),
    ],
  };
}

class Video implements FrameFile {
  readonly info: FileInfo;
  readonly #input: Input;
  readonly #sink: VideoSampleSink;
  readonly #stretches: readonly Stretch[];
  #samples: AsyncGenerator<Shown<VideoSample>, void, undefined> | null = null;
  /** End of the last frame given out, seconds. */
  #reached = 0;
  #ended = false;

  constructor(input: Input, track: InputVideoTrack, stretches: readonly Stretch[], info: FileInfo) {
    this.#input = input;
    this.#stretches = stretches;
    this.#sink = new VideoSampleSink(track);
    this.info = info;
  }

  async next(at: number | null): Promise<{ frame: FileFrame; jumped: boolean } | null> {
    const near = at !== null && at >= this.#reached && at - this.#reached < NEAR;
    const jumped = this.#samples === null || (at !== null && !near);
    if (jumped) {
      await this.#samples?.return();
      this.#samples = picturesOf(this.#stretches, (from, to) => this.#sink.samples(from, to), at ?? 0);
      this.#ended = false;
    }
    if (this.#ended) {
      return null;
    }
    try {
      const shown = await this.#advance(near ? at : Number.NEGATIVE_INFINITY);
      if (!shown) {
        this.#ended = true;
        this.#assertWhole();
        return null;
      }
      this.#reached = shown.timestamp + shown.duration;
      return { frame: rawOf(shown), jumped };
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

  /** The first sample that is still shown at `from`, seconds. */
  async #advance(from: number): Promise<Shown<VideoSample> | null> {
    for (;;) {
      const { value, done } = (await this.#samples?.next()) ?? { value: undefined, done: true };
      if (done || !value) {
        return null;
      }
      const end = value.timestamp + value.duration;
      const over = value.duration > 0 ? end <= from : value.timestamp < from;
      if (!over) {
        return value;
      }
      value.item.close();
    }
  }
}

/** The sample as a raw frame, upright, with its place in the film; the sample is used up. */
function rawOf({ item: sample, ...shown }: Shown<VideoSample>): FileFrame {
  const timestamp = Math.round(shown.timestamp * 1e6);
  const duration = Math.round(shown.duration * 1e6);
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
