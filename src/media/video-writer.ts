/** The sink that writes safe pictures into a video file. It takes `SafeFrame` and nothing else, and checks that at run time too. */
import {
  type AudioCodec,
  type AudioSample,
  AudioSampleSource,
  BufferTarget,
  EncodedAudioPacketSource,
  getFirstEncodableAudioCodec,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  type StreamTargetChunk,
  type VideoCodec,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';
import type { NoteCode } from '../engine/link/file/notes.ts';
import { FileRefused, fileProblem } from '../engine/link/file/problem.ts';
import { assertSafe, type SafeFrame } from '../engine/safe/frame.ts';
import { OneKind } from './one-kind.ts';
import type { Soundtrack } from './soundtrack.ts';

export type Container = 'mp4' | 'webm';

/** Where the bytes go, each with its place in the file; what was written may be written over. */
export type FileWritable = WritableStream<StreamTargetChunk>;

export interface VideoSettings {
  readonly container: Container;
  /** Pixels of the safe pictures, as shown. */
  readonly width: number;
  readonly height: number;
  /**
   * Degrees clockwise that a player turns the stored pixels by. Where the container can say so, pictures are stored
   * turned back by as much and look the same when played; where it cannot (webm) they are stored as shown.
   */
  readonly rotation?: 0 | 90 | 180 | 270;
  /** Taken if the browser can write it; otherwise the first that it can. */
  readonly codec?: string;
  /** Copied as it is, up to the last picture. */
  readonly sound?: Soundtrack | null;
  /** Sound comes by `addSound`, piece by piece. */
  readonly liveSound?: boolean;
  /** A live stream: pictures may be encoded less well, but at once. */
  readonly live?: boolean;
  /** Without it the file is kept in memory and `finish` gives it out. */
  readonly to?: FileWritable | undefined;
}

/** Best first; all of them play in current browsers. */
const CODECS: Readonly<Record<Container, readonly VideoCodec[]>> = {
  mp4: ['avc', 'vp9', 'av1'],
  webm: ['vp9', 'vp8', 'av1'],
};

/** Least side of a picture in H.264, px. */
const LEAST_SIDE = 16;

/** The size that is stored for a picture of this size: H.264 takes even sides only. */
export function storedSize(
  codec: VideoCodec,
  width: number,
  height: number,
): { width: number; height: number } {
  const even = (side: number) => Math.max(LEAST_SIDE, side + (side % 2));
  return codec === 'avc' ? { width: even(width), height: even(height) } : { width, height };
}

const SOUND_CODECS: Readonly<Record<Container, AudioCodec[]>> = { mp4: ['aac', 'opus'], webm: ['opus'] };

/** Sound goes into the file this much ahead of the pictures, seconds, so that neither has to be held back. */
const SOUND_AHEAD = 1;

export class VideoWriter {
  readonly mime: string;
  readonly codec: VideoCodec;
  /** What is written other than one may expect. */
  readonly notes: readonly NoteCode[];
  readonly #output: Output;
  readonly #memory: BufferTarget | null;
  readonly #pictures: VideoSampleSource;
  readonly #soundtrack: Soundtrack | null;
  readonly #kind = new OneKind();
  readonly #sound: EncodedAudioPacketSource | null;
  readonly #liveSound: AudioSampleSource | null;
  readonly #live: boolean;
  /** The last picture of a live stream, for `hold`. */
  #last: VideoSample | null = null;

  private constructor(settings: VideoSettings, codec: VideoCodec, soundCodec: AudioCodec | null) {
    const { container, width, height, rotation = 0, sound, live = false, to } = settings;
    const format = container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
    this.#memory = to ? null : new BufferTarget();
    this.#output = new Output({
      format,
      target: to
        ? new StreamTarget(to, { chunked: true, chunkSize: 2 ** 22 })
        : (this.#memory as BufferTarget),
    });
    const turned = rotation !== 0 && format.supportsVideoTransformationMetadata;
    const lying = turned && rotation % 180 === 90;
    const stored = storedSize(codec, width, height);
    const stretched = stored.width !== width || stored.height !== height;
    this.#pictures = new VideoSampleSource({
      codec,
      quality: new Quality(live ? 'medium' : 'high'),
      latencyMode: live ? 'realtime' : 'quality',
      // Stretched by a pixel, rather than with a black line; a camera that is turned keeps its shape.
      sizeChangeBehavior: stretched && !live ? 'fill' : 'contain',
      transform: {
        ...(turned ? { rotate: ((360 - rotation) % 360) as 0 | 90 | 180 | 270 } : {}),
        ...(stretched ? (lying ? { width: stored.height, height: stored.width } : stored) : {}),
      },
    });
    this.#output.addVideoTrack(this.#pictures, turned ? { rotation } : {});
    this.#soundtrack = sound ?? null;
    this.#sound = sound ? new EncodedAudioPacketSource(sound.codec) : null;
    if (this.#sound) {
      this.#output.addAudioTrack(this.#sound);
    }
    this.#liveSound =
      soundCodec && new AudioSampleSource({ codec: soundCodec, quality: new Quality('high') });
    if (this.#liveSound) {
      this.#output.addAudioTrack(this.#liveSound);
    }
    this.#live = live;
    this.codec = codec;
    this.notes = [
      ...(stretched ? (['even-sides'] as const) : []),
      ...(container === 'mp4' && codec !== 'avc' ? (['not-h264'] as const) : []),
    ];
    this.mime = format.mimeType;
  }

  /** @throws FileRefused when the browser has no encoder for it, or the sound does not fit into the container. */
  static async create(settings: VideoSettings): Promise<VideoWriter> {
    const { container, width, height, sound } = settings;
    const wanted = CODECS[container].filter((codec) => codec === settings.codec);
    const codec = await firstEncodable([...wanted, ...CODECS[container]], width, height);
    if (!codec) {
      throw new FileRefused(fileProblem('no-encoder'));
    }
    if (sound && !canHold(container, sound)) {
      throw new FileRefused(fileProblem('audio-format', `The sound is in “${sound.codec}”.`));
    }
    const soundCodec = settings.liveSound ? await getFirstEncodableAudioCodec(SOUND_CODECS[container]) : null;
    if (settings.liveSound && !soundCodec) {
      throw new FileRefused(fileProblem('no-encoder'));
    }
    const writer = new VideoWriter(settings, codec, soundCodec);
    await writer.#output.start();
    return writer;
  }

  /**
   * Adds a picture; it stays the caller's. Resolves when the next one may come: who does not wait gives pictures of one kind (`OneKind`).
   * @param timestamp seconds, from 0 on and rising
   * @param duration seconds; 0 where it is not known
   * @throws TypeError when `frame` was not vouched for; nothing is written then.
   */
  async add(frame: SafeFrame, timestamp: number, duration: number): Promise<void> {
    assertSafe(frame);
    // Copied before anything is awaited, so that the caller may hand the picture on at once.
    const alike = this.#kind.of(frame);
    const sample = new VideoSample(alike instanceof Promise ? await alike : alike, { timestamp, duration });
    if (this.#live) {
      this.#last?.close();
      this.#last = sample.clone();
    }
    try {
      await this.#addSound(timestamp + duration + SOUND_AHEAD);
      await this.#pictures.add(sample);
    } finally {
      sample.close();
    }
  }

  /** Shows the last picture of a live stream on until `time`, seconds. */
  async hold(time: number): Promise<void> {
    const last = this.#last;
    if (last && time - last.duration > last.timestamp) {
      last.setTimestamp(time - last.duration);
      await this.#pictures.add(last);
    }
  }

  /** Adds live sound at its own time; it stays the caller's. Resolves when the next piece may come. */
  async addSound(sample: AudioSample): Promise<void> {
    await this.#liveSound?.add(sample);
  }

  /** Completes the file: the whole of it where it was kept in memory, otherwise null. */
  async finish(): Promise<Blob | null> {
    await this.#addSound(Number.POSITIVE_INFINITY);
    this.#last?.close();
    await this.#output.finalize();
    const buffer = this.#memory?.buffer;
    return buffer ? new Blob([buffer], { type: this.mime }) : null;
  }

  /** Gives up; what was written is of no use. Never rejects. */
  async cancel(): Promise<void> {
    this.#last?.close();
    await this.#output.cancel().catch(() => undefined);
  }

  async #addSound(until: number): Promise<void> {
    const { config } = this.#soundtrack ?? {};
    for (;;) {
      const packet = await this.#soundtrack?.nextBefore(until);
      if (!packet) {
        return;
      }
      await this.#sound?.add(packet, config ? { decoderConfig: config } : undefined);
    }
  }
}

async function firstEncodable(codecs: readonly VideoCodec[], width: number, height: number) {
  for (const codec of codecs) {
    if (await getFirstEncodableVideoCodec([codec], storedSize(codec, width, height))) {
      return codec;
    }
  }
  return null;
}

function canHold(container: Container, sound: Soundtrack): boolean {
  const format = container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
  return format.getSupportedAudioCodecs().includes(sound.codec);
}

/** The container that a file of this kind is best written to, so that its sound fits as well. */
export function containerFor(mime: string): Container {
  return mime.includes('webm') ? 'webm' : 'mp4';
}
