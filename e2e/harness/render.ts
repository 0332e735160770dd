/** Both renderers on the same drawn picture, with the same noise key. */
import '../../src/base/trusted-types.ts';
import { box, type FramePx } from '../../src/base/geometry.ts';
import { coverFor } from '../../src/engine/cover/cover.ts';
import { completeValues } from '../../src/engine/modes/metas.ts';
import type { ModeId, ModeValues } from '../../src/engine/modes/mode.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { requestGpuRenderer } from '../../src/engine/render/webgpu/device.ts';
import type { PictureFormat } from '../../src/engine/safe/frame.ts';
import { copyParts, rgbaOf, sizeOf } from '../../src/engine/safe/pixels.ts';
import { plate, plateOfPlanes } from '../../src/engine/safe/plate.ts';
import type { Renderer } from '../../src/engine/safe/renderer.ts';

export interface FaceSpec {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly roll: number;
  readonly plain?: number;
}

export interface Comparison {
  /** Levels, 0..255. */
  readonly max: number;
  readonly mean: number;
  /** Share of colour values that differ by more than 6 levels. */
  readonly off: number;
  /** Share of pixels that differ from the frame in the CPU's picture: that something was drawn at all. */
  readonly changed: number;
}

export interface RenderHarness {
  compare(
    mode: ModeId,
    values: ModeValues,
    faces: readonly FaceSpec[],
    views?: number,
  ): Promise<Comparison[]>;
  /**
   * One frame drawn by WebGPU with these faces, round after round, in two views.
   * @returns for each round the share of pixels that differ from a fresh frame's, and from the round before.
   */
  again(rounds: readonly (readonly FaceSpec[])[]): Promise<{ fresh: number; before: number }[]>;
  /** What the CPU's renderer gives out to be sent, and its mean difference from what it gives out to be shown, levels; the same of the plates. */
  toSend(
    mode: ModeId,
    faces: readonly FaceSpec[],
  ): Promise<{ format: string | null; mean: number; plate: number }>;
  /**
   * A frame of random planes, drawn over in two views to be sent. @returns what the first and the second view differ by from the frame's own
   * planes where no cover is, and (levels, mean) from the picture that is given out to be shown.
   */
  overPlanes(
    layout: 'I420' | 'NV12',
    colours: VideoColorSpaceInit,
    faces: readonly FaceSpec[],
    mode: ModeId,
  ): Promise<{ format: string | null; colours: unknown; beside: number; apart: number; changed: number }[]>;
  /** Two parts of a frame of planes: whether the browser copied them, and in how many bytes they are not the whole frame's, or what is beside was written. */
  copyOfParts(layout: 'I420' | 'NV12'): Promise<{ copied: boolean; wrong: number }>;
  /** Buffers and textures made minus destroyed over so many frames, after a warm-up. */
  growth(frames: number): Promise<number>;
  loseDevice(): Promise<{ rejected: boolean; lost: string }>;
}

const WIDTH = 160;
const HEIGHT = 120;

/** Drawn by formula: smooth colours, stripes and some fine grain. */
function drawn(): ImageData {
  const image = new ImageData(WIDTH, HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const grain = ((x * 7 + y * 13) % 11) * 3;
      const stripe = Math.floor(x / 12) % 2 === 0 ? 40 : 0;
      image.data.set([90 + stripe + grain, 60 + y, 200 - x + grain, 255], (y * WIDTH + x) * 4);
    }
  }
  return image;
}

/** Both renderers draw their noise keys from here; the comparison needs them alike. */
crypto.getRandomValues = ((array: Uint32Array) => array.fill(0x9e3779b9)) as typeof crypto.getRandomValues;

async function pixelsOf(picture: ImageBitmap | VideoFrame): Promise<Uint8ClampedArray> {
  const { width, height } = sizeOf({ source: picture });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  picture.close();
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

let gpu: Renderer | null = null;
let fresh: Renderer | null = null;
const cpu = createCpuRenderer();

async function draw(
  renderer: Renderer,
  source: ImageBitmap | VideoFrame,
  mode: ModeId,
  values: ModeValues,
  faces: readonly FaceSpec[],
  views: number,
  format: PictureFormat = 'rgba',
) {
  const covers = faces.map(({ x, y, side, roll, plain = 0 }) => ({
    cover: coverFor(
      { box: box<FramePx>(x - side / 2, y - side / 2, side, side), roll, landmarks: null },
      { enlarge: 1.5, feather: 0.2 },
    ),
    mode,
    values,
    plain,
  }));
  return renderer.render({
    frame: { source, timestamp: 0 },
    views: Array.from({ length: views }, () => ({ covers })),
    format,
  });
}

async function render(
  renderer: Renderer,
  mode: ModeId,
  values: ModeValues,
  faces: readonly FaceSpec[],
  views: number,
) {
  const source = await createImageBitmap(drawn());
  const pictures = await draw(renderer, source, mode, values, faces, views);
  source.close();
  return Promise.all(pictures.map(pixelsOf));
}

function differing(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  const [one, other] = [new Uint32Array(a.buffer), new Uint32Array(b.buffer)];
  return one.reduce((sum, pixel, i) => sum + (pixel === other[i] ? 0 : 1), 0) / one.length;
}

const harness: RenderHarness = {
  async compare(mode, given, faces, views = 1) {
    gpu ??= await requestGpuRenderer();
    const values = completeValues(mode, given);
    const [a, b] = [
      await render(cpu, mode, values, faces, views),
      await render(gpu, mode, values, faces, views),
    ];
    const raw = drawn().data;
    return a.map((expected, view) => {
      const found = b[view] as Uint8ClampedArray;
      let max = 0;
      let sum = 0;
      let off = 0;
      let changed = 0;
      expected.forEach((value, i) => {
        const difference = Math.abs(value - (found[i] as number));
        max = Math.max(max, difference);
        sum += difference;
        off += difference > 6 ? 1 : 0;
        changed += value !== raw[i] ? 1 : 0;
      });
      const n = expected.length;
      return { max, mean: sum / n, off: off / n, changed: changed / n };
    });
  },
  async again(rounds) {
    gpu ??= await requestGpuRenderer();
    const values = completeValues('blur', {});
    const source = await createImageBitmap(drawn());
    let before: Uint8ClampedArray<ArrayBuffer> = drawn().data as Uint8ClampedArray<ArrayBuffer>;
    const shares = [];
    for (const faces of rounds) {
      // The fresh one comes by another renderer, so that it is not in between.
      fresh ??= await requestGpuRenderer();
      const [wanted] = await render(fresh, 'blur', values, faces, 1);
      const pictures = await draw(gpu, source, 'blur', values, faces, 2);
      const [one, other] = await Promise.all(pictures.map(pixelsOf));
      const both = [one, other].map((own) =>
        differing(own as Uint8ClampedArray, wanted as Uint8ClampedArray),
      );
      shares.push({ fresh: Math.max(...both), before: differing(one as Uint8ClampedArray, before) });
      before = one as Uint8ClampedArray<ArrayBuffer>;
    }
    source.close();
    return shares;
  },
  async toSend(mode, faces) {
    const values = completeValues(mode, {});
    const source = await createImageBitmap(drawn());
    const [picture] = await draw(cpu, source, mode, values, faces, 1, 'i420');
    source.close();
    const format = picture instanceof VideoFrame ? picture.format : null;
    const [shown] = (await render(cpu, mode, values, faces, 1)) as [Uint8ClampedArray];
    const sent = await pixelsOf(picture as VideoFrame);
    const apart = (a: Uint8ClampedArray, b: Uint8ClampedArray) =>
      a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;
    const plates = [plate(WIDTH, HEIGHT), plateOfPlanes(WIDTH, HEIGHT, 0) as VideoFrame] as const;
    const [whole, wholeSent] = [await pixelsOf(plates[0]), await pixelsOf(plates[1])];
    return { format, mean: apart(shown, sent), plate: apart(whole, wholeSent) };
  },
  async overPlanes(layout, colorSpace, faces, mode) {
    const luma = WIDTH * HEIGHT;
    let state = 1;
    const random = () => {
      state = (state * 48271) % (2 ** 31 - 1);
      return 60 + (state % 130);
    };
    const own = new Uint8Array(luma * 1.5);
    // Chroma in patches, as pictures have it; luma as fine as can be.
    own.forEach((_, i) => {
      own[i] = i < luma ? random() : 100 + ((i >> 4) % 5) * 12;
    });
    const stored = own.slice();
    if (layout === 'NV12') {
      for (let i = 0; i < luma / 4; i++) {
        stored.set([own[luma + i] as number, own[luma * 1.25 + i] as number], luma + 2 * i);
      }
    }
    const init = { format: layout, codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0, colorSpace };
    const frame = new VideoFrame(stored, init);
    const sent = await draw(cpu, frame, mode, completeValues(mode, {}), faces, 2, 'i420');
    const [shown] = await draw(cpu, frame.clone(), mode, completeValues(mode, {}), faces, 1);
    frame.close();
    const wanted = await pixelsOf(shown as ImageBitmap);
    return Promise.all(
      (sent as VideoFrame[]).map(async (picture) => {
        const planes = new Uint8Array(luma * 1.5);
        await picture.copyTo(planes);
        const found = new Uint8ClampedArray(luma * 4);
        await picture.copyTo(found, { format: 'RGBA', layout: [{ offset: 0, stride: WIDTH * 4 }] });
        const { format } = picture;
        const colours = picture.colorSpace.toJSON();
        picture.close();
        const differs = planes.map((level, i) => (level === own[i] ? 0 : 1));
        const near = (i: number) => {
          const at = i < luma ? i : ((i - luma) % (luma / 4)) * 2;
          const [x, y] =
            i < luma ? [at % WIDTH, Math.floor(at / WIDTH)] : [at % WIDTH, Math.floor(at / WIDTH) * 2];
          return faces.some((face) => Math.max(Math.abs(x - face.x), Math.abs(y - face.y)) < face.side * 1.5);
        };
        const beside = differs.reduce((sum, differs, i) => sum + (near(i) ? 0 : differs), 0);
        const changed = differs.reduce((sum, differs) => sum + differs, 0) / differs.length;
        const apart = wanted.reduce((sum, value, i) => sum + Math.abs(value - (found[i] as number)), 0);
        return { format, colours, beside, apart: apart / wanted.length, changed };
      }),
    );
  },
  async copyOfParts(layout) {
    const luma = WIDTH * HEIGHT;
    const stored = Uint8Array.from({ length: luma * 1.5 }, (_, i) => (i * 7919) % 251);
    const frame = new VideoFrame(stored, {
      format: layout,
      codedWidth: WIDTH,
      codedHeight: HEIGHT,
      timestamp: 0,
    });
    const parts = [
      { left: 16, top: 10, right: 58, bottom: 40 },
      { left: WIDTH - 20, top: HEIGHT - 12, right: WIDTH, bottom: HEIGHT },
    ];
    const found = new Uint8ClampedArray((HEIGHT + 1) * WIDTH * 4);
    const raw = { source: frame, timestamp: 0 };
    const copied = await copyParts(raw, parts, found);
    const { data } = await rgbaOf(raw);
    frame.close();
    // A part's outermost pixels may be mixed of other chroma.
    const isIn = (x: number, y: number, margin: number) =>
      parts.some(
        ({ left, top, right, bottom }) =>
          x >= left + margin && x < right - margin && y >= top + margin && y < bottom - margin,
      );
    let wrong = 0;
    for (let i = 0; i < luma * 4; i++) {
      const [x, y] = [(i >> 2) % WIDTH, Math.floor((i >> 2) / WIDTH)];
      const wanted = isIn(x, y, 2) ? data[i] : isIn(x, y, 0) ? found[i] : 0;
      wrong += found[i] === wanted ? 0 : 1;
    }
    return { copied, wrong };
  },
  async growth(frames) {
    let alive = 0;
    for (const [prototype, make] of [
      [GPUDevice.prototype, 'createBuffer'],
      [GPUDevice.prototype, 'createTexture'],
    ] as const) {
      const real = prototype[make] as (...given: unknown[]) => unknown;
      (prototype as unknown as Record<string, unknown>)[make] = function (
        this: GPUDevice,
        ...given: unknown[]
      ) {
        alive += 1;
        return real.apply(this, given);
      };
    }
    for (const prototype of [GPUBuffer.prototype, GPUTexture.prototype]) {
      const real = prototype.destroy;
      prototype.destroy = function () {
        alive -= 1;
        return real.apply(this);
      };
    }
    const renderer = await requestGpuRenderer();
    const values = completeValues('blur', {});
    const frame = (i: number) =>
      render(renderer, 'blur', values, [{ x: 60 + (i % 40), y: 60, side: 20 + (i % 13), roll: 0 }], 1);
    for (let i = 0; i < 40; i++) {
      await frame(i);
    }
    const warm = alive;
    for (let i = 0; i < frames; i++) {
      await frame(i);
    }
    return alive - warm;
  },
  async loseDevice() {
    let device: GPUDevice | null = null;
    const real = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      device = await real.apply(this, given);
      return device;
    };
    const renderer = await requestGpuRenderer();
    (device as unknown as GPUDevice).destroy();
    const rejected = await render(renderer, 'mask', completeValues('mask', {}), [], 1).then(
      () => false,
      () => true,
    );
    return { rejected, lost: await renderer.lost };
  },
};

(globalThis as unknown as { renderHarness: RenderHarness }).renderHarness = harness;
