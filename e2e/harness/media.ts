/** Makes video files out of drawn scenes, and looks into finished ones: what the media tests are given and judge by. */
import '../../src/base/trusted-types.ts';
import {
  ALL_FORMATS,
  AudioSample,
  AudioSampleSource,
  BlobSource,
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Input,
  Mp4OutputFormat,
  Output,
  Quality,
  VideoSample,
  VideoSampleSink,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';
import { frameOfPlanes, planesOfPixels } from '../../src/engine/safe/planes.ts';
import type { DrawnScene, Stage } from '../../testing/scenes/stage.ts';

export interface VideoOrder {
  readonly container: 'mp4' | 'webm';
  /** One a frame, with its time and how long it is shown, seconds. */
  readonly frames: readonly {
    readonly scene: DrawnScene;
    readonly time: number;
    readonly duration: number;
  }[];
  readonly rotation: 0 | 90 | 180 | 270;
  /** Seconds of a tone; 0 for none. */
  readonly sound: number;
  /** Blocks of pure colour down the right border, in this order; none if empty. */
  readonly blocks: readonly string[];
  /** The left fifth is see-through, and hides magenta. WebM only. */
  readonly transparent: boolean;
  /** As planes with these colours; null: as the browser makes them of a canvas. */
  readonly colours: VideoColorSpaceInit | null;
  /** Descriptive text that must not survive. */
  readonly comment: string;
}

export interface Insight {
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly codedWidth: number;
  readonly rotation: number;
  readonly duration: number;
  readonly codec: string | null;
  readonly times: readonly number[];
  readonly sound: { readonly codec: string | null; readonly duration: number } | null;
  readonly comment: string;
  readonly colours: VideoColorSpaceInit;
  /** Every `every`-th picture as shown: base64 of RGBA. */
  readonly pictures: readonly { readonly width: number; readonly height: number; readonly data: string }[];
}

/** What the browser itself shows of a file. */
export interface Played {
  readonly width: number;
  readonly height: number;
  /** Seconds, as the player has it at the end; 0 for a picture. */
  readonly duration: number;
  /** RGB at the middle of each block of the first picture. */
  readonly blocks: readonly (readonly number[])[];
}

/** ms after which the browser is taken not to play a file. */
const PLAYS_WITHIN = 20_000;

/** The first picture of a file as the browser's own player shows it. @throws (rejects) when it does not */
async function withFirstPicture<T>(
  file: File,
  part: (picture: HTMLVideoElement | ImageBitmap) => T | Promise<T>,
): Promise<T> {
  if (file.type.startsWith('image/')) {
    return part(await createImageBitmap(file));
  }
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(file);
  try {
    await new Promise((resolve, reject) => {
      video.requestVideoFrameCallback(resolve);
      video.onerror = reject;
      setTimeout(reject, PLAYS_WITHIN);
    });
    return await part(video);
  } finally {
    URL.revokeObjectURL(video.src);
  }
}

async function playedOf(first: HTMLVideoElement | ImageBitmap, count: number): Promise<Played> {
  const [width, height] =
    first instanceof ImageBitmap ? [first.width, first.height] : [first.videoWidth, first.videoHeight];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(first, 0, 0);
  const blocks = Array.from({ length: count }, (_, i) => {
    const { data } = context.getImageData(width * 0.9, (height * (i + 0.5)) / count, 1, 1);
    return [...data.subarray(0, 3)];
  });
  return { width, height, duration: first instanceof ImageBitmap ? 0 : await lengthOf(first), blocks };
}

/**
 * Seconds. Where a track begins late, Chromium takes off what goes before it, and learns while it reads that there is more: what it says
 * at the first picture depends on how far it has read.
 */
async function lengthOf(video: HTMLVideoElement): Promise<number> {
  const ended = new Promise((resolve, reject) => {
    video.onended = resolve;
    video.onerror = reject;
    setTimeout(reject, PLAYS_WITHIN);
  });
  video.playbackRate = 16;
  await video.play();
  await ended;
  return video.duration;
}

function drawBlocks(canvas: OffscreenCanvas, colours: readonly string[]): void {
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const { width, height } = canvas;
  for (const [i, colour] of colours.entries()) {
    context.fillStyle = colour;
    context.fillRect(width * 0.8, (height * i) / colours.length, width * 0.2, height / colours.length);
  }
}

/** What a camera gives. Sides are even. */
function planesOf(canvas: OffscreenCanvas, colours: VideoColorSpaceInit): VideoFrame {
  const { width, height } = canvas;
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const planes = planesOfPixels(context.getImageData(0, 0, width, height), colours);
  return frameOfPlanes(planes, width, height, 0, colours);
}

/** Two streams of VP8, as Chromium records a canvas: what is drawn, and how opaque it is as brightness. */
async function makeTransparent({ frames }: VideoOrder): Promise<string> {
  const stage = (globalThis as unknown as { guiseStage: Stage }).guiseStage;
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource('vp8');
  output.addVideoTrack(source);
  await output.start();
  for (const [i, { scene, time, duration }] of frames.entries()) {
    const canvas = stage.draw(scene);
    const { width, height } = canvas;
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.fillStyle = '#f0f';
    context.fillRect(0, 0, width / 5, height);
    const opacity = new Uint8Array(width * height * 1.5).fill(128);
    for (let at = 0; at < width * height; at++) {
      opacity[at] = at % width < width / 5 ? 0 : 255;
    }
    const times = { timestamp: time * 1e6, duration: duration * 1e6 };
    const sizes = { codedWidth: width, codedHeight: height };
    const pictures = [
      new VideoFrame(canvas, times),
      new VideoFrame(opacity, { ...times, ...sizes, format: 'I420' }),
    ];
    const [colour, alpha] = await Promise.all(pictures.map(encodeAlone));
    await source.add(
      new EncodedPacket(colour as Uint8Array, 'key', time, duration, i, undefined, {
        alpha: alpha as Uint8Array,
      }),
      {
        decoderConfig: { codec: 'vp8', ...sizes },
      },
    );
  }
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0)).toBase64();
}

/** A frame as a key frame of VP8; it is used up. */
async function encodeAlone(frame: VideoFrame): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const encoder = new VideoEncoder({
    output(chunk) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      chunks.push(data);
    },
    error(error) {
      throw error;
    },
  });
  encoder.configure({ codec: 'vp8', width: frame.codedWidth, height: frame.codedHeight, bitrate: 4e6 });
  encoder.encode(frame, { keyFrame: true });
  frame.close();
  await encoder.flush();
  encoder.close();
  return chunks[0] ?? new Uint8Array();
}

const harness = {
  async makeVideo(order: VideoOrder): Promise<string> {
    if (order.transparent) {
      return makeTransparent(order);
    }
    const stage = (globalThis as unknown as { guiseStage: Stage }).guiseStage;
    const target = new BufferTarget();
    const format = order.container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
    const output = new Output({ format, target });
    const pictures = new VideoSampleSource({
      codec: order.container === 'mp4' ? 'avc' : 'vp8',
      quality: new Quality('very-high'),
      ...(order.rotation ? { transform: { rotate: ((360 - order.rotation) % 360) as 90 } } : {}),
    });
    if (order.frames.length > 0) {
      output.addVideoTrack(pictures, order.rotation ? { rotation: order.rotation } : {});
    }
    const tone = new AudioSampleSource({ codec: 'opus', bitrate: 64_000 });
    if (order.sound > 0) {
      output.addAudioTrack(tone);
    }
    if (order.comment) {
      output.setMetadataTags({ comment: order.comment });
    }
    await output.start();
    if (order.sound > 0) {
      const data = Float32Array.from({ length: 48_000 * order.sound }, (_, i) => Math.sin(i / 20) / 4);
      const sample = new AudioSample({
        data,
        format: 'f32',
        numberOfChannels: 1,
        sampleRate: 48_000,
        timestamp: 0,
      });
      await tone.add(sample);
      sample.close();
      tone.close();
    }
    for (const { scene, time, duration } of order.frames) {
      const canvas = stage.draw(scene);
      drawBlocks(canvas, order.blocks);
      const { colours } = order;
      const picture = colours ? planesOf(canvas, colours) : canvas;
      const sample = new VideoSample(picture, { timestamp: time, duration });
      await pictures.add(sample);
      sample.close();
    }
    await output.finalize();
    return new Uint8Array(target.buffer ?? new ArrayBuffer(0)).toBase64();
  },

  /** The file that the page's file input holds, as the browser itself shows it; null where it does not. @param count of blocks */
  async played(count: number): Promise<Played | null> {
    const file = document.querySelector('input')?.files?.[0] as File;
    return withFirstPicture(file, (first) => playedOf(first, count)).catch(() => null);
  },

  /** Looks into the file that the page's file input holds. */
  async look(every: number): Promise<Insight> {
    const file = document.querySelector('input')?.files?.[0] as File;
    const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
    const track = await input.getPrimaryVideoTrack();
    if (!track) {
      throw new Error('no video in it');
    }
    const sound = await input.getPrimaryAudioTrack();
    const times: number[] = [];
    const shown: Insight['pictures'][number][] = [];
    for await (const sample of new VideoSampleSink(track).samples()) {
      if (times.length % every === 0) {
        const canvas = new OffscreenCanvas(sample.displayWidth, sample.displayHeight);
        const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
        sample.draw(context, 0, 0);
        const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
        shown.push({ width, height, data: new Uint8Array(data.buffer).toBase64() });
      }
      times.push(sample.timestamp);
      sample.close();
    }
    const tags = await input.getMetadataTags();
    return {
      mime: await input.getMimeType(),
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      codedWidth: await track.getCodedWidth(),
      rotation: await track.getRotation(),
      duration: await track.computeDuration(),
      codec: await track.getCodec(),
      times,
      sound: sound && { codec: await sound.getCodec(), duration: await sound.computeDuration() },
      comment: tags.comment ?? '',
      colours: await track.getColorSpace(),
      pictures: shown,
    };
  },
};

export type MediaHarness = typeof harness;

(globalThis as unknown as { mediaHarness: MediaHarness }).mediaHarness = harness;
