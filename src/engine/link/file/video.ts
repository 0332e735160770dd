/** Videos, read by mediabunny around the browser's own decoders. */
import {
  EncodedPacketSink,
  type Input,
  type InputVideoTrack,
  UnsupportedInputFormatError,
  VideoSample,
  VideoSampleSink,
} from 'mediabunny';
import { keepColours } from './colours.ts';
import { type Container, openContainer } from './container/container.ts';
import { lengthOf, picturesOf, type Shown, type Stretch, WHOLE } from './container/edit-list.ts';
import type { Crop, TrackFacts } from './container/facts.ts';
import { assertWorkable, type FileFrame, type FileInfo, type FrameFile } from './frame-file.ts';
import { type Damaged, mended } from './mending.ts';
import type { NoteCode } from './notes.ts';
import { FileRefused, fileProblem } from './problem.ts';
import { shownPicture } from './shown-picture.ts';
import { Transparency } from './transparency.ts';

/** Frames that are looked at to tell the frame rate. */
const RATE_SAMPLE = 100;
/** Curves by which a picture is brighter than an ordinary screen. */
const HDR: ReadonlySet<string> = new Set(['pq', 'hlg']);
/** Frames that may be missing at the end: decoders keep some back at times. */
const MISSING_FRAMES = 3;
/** A frame this far ahead, seconds, is reached by decoding on; a later one by starting again at a key frame. */
const NEAR = 3;

/** @throws FileRefused when it is no video, holds no picture, is damaged or cannot be decoded here. */
export async function openVideo(file: Blob): Promise<FrameFile> {
  let input: Input | null = null;
  try {
    const container = await openContainer(file);
    input = container.input;
    const { track, facts, others } = await pictureOf(container);
    const info = await infoOf(container, track, facts, others);
    assertWorkable(info.width, info.height);
    if (!(await track.canDecode())) {
      throw new FileRefused(
        fileProblem('codec', `Its pictures are in “${info.codec || 'an unknown codec'}”.`),
      );
    }
    await keepColours(track);
    const transparency = facts.transparent ? new Transparency(await container.withTransparency(track)) : null;
    return new Video(track, facts, transparency, info);
  } catch (error) {
    input?.dispose();
    throw refusalOf(error);
  }
}

/** @throws FileRefused when there is none that can be read. */
async function pictureOf({ video, sound }: Container) {
  const { track, facts, others, off } = await video();
  if (facts?.obstacle) {
    throw new FileRefused(fileProblem('codec', facts.obstacle));
  }
  if (track && facts) {
    return { track, facts, others };
  }
  if (off > 0) {
    throw new FileRefused(fileProblem('off'));
  }
  const heard = await sound();
  throw new FileRefused(fileProblem(heard.track || heard.others > 0 ? 'audio-only' : 'broken'));
}

async function infoOf(
  { input, sound, cutOff }: Container,
  track: InputVideoTrack,
  facts: TrackFacts,
  others: number,
): Promise<FileInfo> {
  const [width, height, rotation, codec, mediaEnd, stats, heard, mime, { transfer }] = await Promise.all([
    track.getDisplayWidth(),
    track.getDisplayHeight(),
    track.getRotation(),
    track.getCodec(),
    cutOff ? readableEnd(track) : track.computeDuration(),
    track.computePacketStats(RATE_SAMPLE),
    sound(),
    input.getMimeType(),
    track.getColorSpace(),
  ]);
  // A kind of sound that mediabunny does not know has no name there, and cannot be copied.
  const unreadable =
    heard.facts?.obstacle != null || (heard.track !== null && !(await heard.track.getCodec()));
  const stretches = facts.stretches();
  const duration = lengthOf(stretches, mediaEnd);
  if (duration <= 0 && stretches !== WHOLE) {
    throw new FileRefused(fileProblem('cuts', 'It shows nothing of its picture.'));
  }
  const part = facts.crop()?.shown;
  const lying = rotation % 180 === 90;
  const notes: readonly (NoteCode | false)[] = [
    cutOff && 'cut-off',
    others > 0 && 'other-videos',
    facts.transparent && 'flattened',
    HDR.has(transfer ?? '') && 'hdr',
    heard.off > 0 && !heard.track && 'sound-off',
    unreadable && 'sound-unreadable',
  ];
  return {
    kind: 'video',
    width: part ? (lying ? part.height : part.width) : width,
    height: part ? (lying ? part.width : part.height) : height,
    duration,
    // Of a single picture of no length there is none.
    frameRate: Number.isFinite(stats.averagePacketRate) ? stats.averagePacketRate : 0,
    rotation,
    codec: codec ?? '',
    mime: mime.split(';')[0] ?? '',
    hasAudio: heard.track !== null && !unreadable,
    notes: notes.filter((note) => note !== false),
  };
}

/** Seconds at which the last picture ends that is there; a table of contents may know of more. */
async function readableEnd(track: InputVideoTrack): Promise<number> {
  let end = 0;
  for await (const { timestamp, duration } of new EncodedPacketSink(track).packets()) {
    end = Math.max(end, timestamp + duration);
  }
  return end;
}

class Video implements FrameFile {
  readonly info: FileInfo;
  readonly #input: Input;
  readonly #sink: VideoSampleSink;
  readonly #stretches: readonly Stretch[];
  readonly #crop: Crop | null;
  readonly #transparency: Transparency | null;
  readonly #track: InputVideoTrack;
  #samples: AsyncGenerator<Shown<VideoSample | Damaged>, void, undefined> | null = null;
  /** Beginning and end of the last frame given out, seconds. */
  #began = Number.NEGATIVE_INFINITY;
  #reached = 0;
  #ended = false;
  #closed = false;
  /** True once a picture could be decoded. */
  #decodes = false;

  constructor(track: InputVideoTrack, facts: TrackFacts, transparency: Transparency | null, info: FileInfo) {
    this.#input = track.input;
    this.#track = track;
    this.#stretches = facts.stretches();
    this.#crop = facts.crop();
    this.#transparency = transparency;
    this.#sink = new VideoSampleSink(track);
    this.info = info;
  }

  async next(at: number | null): Promise<{ frame: FileFrame; jumped: boolean } | null> {
    // A frame of no length ends where it begins, and may be asked for again.
    const near = at !== null && at > this.#began && at >= this.#reached && at - this.#reached < NEAR;
    const jumped = this.#samples === null || (at !== null && !near);
    if (jumped) {
      await this.#samples?.return();
      this.#samples = picturesOf(this.#stretches, (from, to) => this.#read(from, to), at ?? 0);
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
      this.#began = shown.timestamp;
      this.#reached = shown.timestamp + shown.duration;
      this.#decodes ||= shown.item instanceof VideoSample;
      return { frame: await this.#rawOf(shown), jumped };
    } catch (error) {
      throw refusalOf(error, this.#reached);
    }
  }

  /** The sample as a raw frame, as players show it, with its place in the film; the sample is used up. */
  async #rawOf({ item: sample, timestamp, duration }: Shown<VideoSample | Damaged>): Promise<FileFrame> {
    if (!(sample instanceof VideoSample)) {
      const { width, height } = this.info;
      return {
        source: blank(width, height),
        timestamp: Math.round(timestamp * 1e6),
        duration: Math.round(duration * 1e6),
        damaged: true,
      };
    }
    try {
      const mask = (await this.#transparency?.maskAt(sample.microsecondTimestamp)) ?? null;
      return {
        source: shownPicture(sample, this.#crop, mask),
        timestamp: Math.round(timestamp * 1e6),
        duration: Math.round(duration * 1e6),
      };
    } finally {
      sample.close();
    }
  }

  /** Pictures of the media in order; in the place of one that cannot be decoded, that there is one. */
  async *#read(from: number, to: number): AsyncGenerator<VideoSample | Damaged, void, undefined> {
    let last = Number.NEGATIVE_INFINITY;
    let begin: number | null = from;
    while (begin !== null && begin < to) {
      try {
        for await (const sample of this.#sink.samples(begin, to)) {
          if (sample.timestamp > last) {
            last = sample.timestamp;
            yield sample;
          } else {
            sample.close();
          }
        }
        return;
      } catch (error) {
        if (this.#closed) {
          throw error;
        }
        begin = yield* this.#mend(Math.max(begin, last), last, to, error);
      }
    }
  }

  /**
   * The group of pictures in which decoding failed, those up to `last` left out.
   * @returns where the next one begins, seconds; null at the end
   * @throws (rejects) `failure` when nothing in it, and nothing before it, could be decoded.
   */
  async *#mend(from: number, last: number, to: number, failure: unknown) {
    const pictures = mended(this.#track, from);
    try {
      for (;;) {
        const { value, done } = await pictures.next();
        if (done) {
          return value;
        }
        if (!(value instanceof VideoSample) && !this.#decodes) {
          throw failure;
        }
        if (value.timestamp <= last || value.timestamp >= to) {
          value.close();
          continue;
        }
        yield value;
      }
    } finally {
      await pictures.return(null);
    }
  }

  close(): void {
    this.#closed = true;
    this.#transparency?.close();
    void this.#samples?.return().catch(() => undefined);
    this.#input.dispose();
  }

  /** @throws FileRefused for a file that ends before what its table of contents knows of. */
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
  async #advance(from: number): Promise<Shown<VideoSample | Damaged> | null> {
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

/** In the place of a picture that is not to be had, and covered whole. */
function blank(width: number, height: number): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { alpha: false });
  return canvas.transferToImageBitmap();
}

function refusalOf(error: unknown, seconds?: number): FileRefused {
  if (error instanceof FileRefused) {
    return error;
  }
  if (error instanceof UnsupportedInputFormatError) {
    return new FileRefused(fileProblem('not-media'));
  }
  const place =
    seconds === undefined || seconds < 0.05 ? '' : `It could be read for ${seconds.toFixed(1)} seconds.`;
  return new FileRefused(fileProblem('broken', place));
}
