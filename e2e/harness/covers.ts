/** What one renderer makes of a drawn scene: what is covered, what is left alone, and what a broken shader says. */
import '../../src/base/trusted-types.ts';
import { box, type FramePx } from '../../src/base/geometry.ts';
import { opacity } from '../../src/base/superellipse.ts';
import { coverFor } from '../../src/engine/cover/cover.ts';
import type { Cover } from '../../src/engine/face.ts';
import { completeValues } from '../../src/engine/modes/metas.ts';
import type { ModeId, ModeValues } from '../../src/engine/modes/mode.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { requestGpuRenderer } from '../../src/engine/render/webgpu/device.ts';
import { createWebGpuRenderer } from '../../src/engine/render/webgpu/renderer.ts';
import { sizeOf } from '../../src/engine/safe/pixels.ts';
import { plate } from '../../src/engine/safe/plate.ts';
import type { Renderer } from '../../src/engine/safe/renderer.ts';

export interface CoverScene {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly roll?: number;
  }[];
  /** One view a mode. */
  readonly views: readonly { readonly mode: ModeId; readonly values?: ModeValues }[];
  readonly feather?: number;
  readonly enlarge?: number;
}

export interface Findings {
  /** Largest change of a colour value beyond every cover's feather, 0..255. */
  readonly outside: number;
  /** Share of the core's pixels within 2 of the raw picture, and of the raw picture displaced (chance). */
  readonly alike: number;
  readonly chance: number;
  /** Least and greatest colour value in the cores. */
  readonly range: readonly [number, number];
  readonly corePixels: number;
}

type Kind = 'cpu' | 'webgpu';

export interface CoversHarness {
  examine(kind: Kind, scene: CoverScene, stored?: 'upright' | 'turned'): Promise<Findings[]>;
  /** Greatest and mean difference of CPU and WebGPU on a camera's format (I420), with mask and blur. */
  compareI420(scene: CoverScene): Promise<{ max: number; mean: number }[]>;
  /** Rejects with the renderer's words, as it must. */
  breakShader(label: string): Promise<void>;
  plate(width: number, height: number): { width: number; height: number; opaque: boolean };
  /** PNG of each view, base64, for a person to look at; of a photograph (a data: URL) where one is given. */
  png(kind: Kind, scene: CoverScene, photo?: string): Promise<string[]>;
}

const cpu = createCpuRenderer();
let gpu: Promise<Renderer> | null = null;

async function rendererOf(kind: Kind): Promise<Renderer> {
  if (kind === 'cpu') {
    return cpu;
  }
  gpu ??= requestGpuRenderer();
  return gpu;
}

/** A room with texture everywhere, and a drawn face at each place. */
function draw({ width, height, faces }: CoverScene): ImageData {
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const texture = 14 * Math.sin(x * 0.9 + y * 0.31) + 11 * Math.sin(y * 1.1 - x * 0.43);
      let [r, g, b] = [90 + (x / width) * 90 + texture, 120 + texture, 170 - (y / height) * 80 + texture];
      for (const { x: fx, y: fy, size, roll = 0 } of faces) {
        const dx = ((x - fx - size / 2) * 2) / size;
        const dy = ((y - fy - size / 2) * 2) / size;
        const u = dx * Math.cos(roll) + dy * Math.sin(roll);
        const v = dy * Math.cos(roll) - dx * Math.sin(roll);
        if (u * u + v * v < 1.3) {
          const eye = Math.exp(-((Math.abs(u) - 0.35) ** 2 * 60 + (v + 0.2) ** 2 * 160));
          const mouth = Math.exp(-(u ** 2 * 12 + (v - 0.45) ** 2 * 220));
          const light = 205 + 25 * u - 20 * v + texture - 150 * eye - 80 * mouth;
          [r, g, b] = [light, light * 0.8, light * 0.68];
        }
      }
      image.data.set([r, g, b, 255], (y * width + x) * 4);
    }
  }
  return image;
}

function coversOf({ faces, enlarge = 1.4, feather = 0.15 }: CoverScene): Cover[] {
  return faces.map(({ x, y, size, roll = 0 }) =>
    coverFor({ box: box<FramePx>(x, y, size, size), roll, landmarks: null }, { enlarge, feather }),
  );
}

async function drawn(
  renderer: Renderer,
  scene: CoverScene,
  source: ImageBitmap | VideoFrame,
): Promise<ImageData[]> {
  const covers = coversOf(scene);
  const views = scene.views.map(({ mode, values = {} }) => ({
    covers: covers.map((cover) => ({ cover, mode, values: completeValues(mode, values) })),
  }));
  try {
    return (await renderer.render({ frame: { source, timestamp: 0 }, views })).map(read);
  } finally {
    source.close();
  }
}

function read(picture: ImageBitmap | VideoFrame): ImageData {
  const { width, height } = sizeOf({ source: picture });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  picture.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Greatest opacity of any cover at a pixel: 1 in a core, 0 beyond every feather. */
function opacityAt(covers: readonly Cover[], x: number, y: number): number {
  return Math.max(
    0,
    ...covers.map(({ centre, width, height, angle, exponent, feather }) => {
      const dx = x + 0.5 - centre.x;
      const dy = y + 0.5 - centre.y;
      const u = (dx * Math.cos(angle) + dy * Math.sin(angle)) / (width / 2);
      const v = (dy * Math.cos(angle) - dx * Math.sin(angle)) / (height / 2);
      return opacity(u, v, exponent, feather);
    }),
  );
}

function find(scene: CoverScene, raw: ImageData, out: ImageData): Findings {
  const covers = coversOf(scene);
  const furthest = (i: number, j: number) =>
    Math.max(
      ...[0, 1, 2].map((c) => Math.abs((raw.data[i * 4 + c] ?? 999) - (out.data[j * 4 + c] as number))),
    );
  let [pixels, alike, chance, least, most, outside] = [0, 0, 0, 255, 0, 0];
  for (let i = 0; i < scene.width * scene.height; i++) {
    const alpha = opacityAt(covers, i % scene.width, Math.floor(i / scene.width));
    if (alpha === 0) {
      outside = Math.max(outside, furthest(i, i));
    } else if (alpha === 1) {
      pixels += 1;
      alike += furthest(i, i) <= 2 ? 1 : 0;
      chance += furthest(i + 5 * raw.width + 5, i) <= 2 ? 1 : 0;
      for (const value of out.data.subarray(i * 4, i * 4 + 3)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
  }
  return {
    outside,
    alike: alike / pixels,
    chance: chance / pixels,
    range: [least, most],
    corePixels: pixels,
  };
}

/** As a phone held upright gives it: stored on its side, to be shown turned clockwise by a quarter. */
function turned({ width, height, data }: ImageData): VideoFrame {
  const stored = new Uint32Array(width * height);
  const shown = new Uint32Array(data.buffer);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      stored[(width - 1 - x) * height + y] = shown[y * width + x] as number;
    }
  }
  const rotation = { rotation: 90 } as object;
  return new VideoFrame(stored, {
    format: 'RGBX',
    codedWidth: height,
    codedHeight: width,
    timestamp: 0,
    colorSpace: { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'rgb', fullRange: true },
    ...rotation,
  });
}

/** As a camera gives it: BT.601, limited range, colour at half the resolution. Even sizes only. */
function i420({ width, height, data }: ImageData): VideoFrame {
  const bytes = new Uint8Array((width * height * 3) / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r = 0, g = 0, b = 0] = data.subarray((y * width + x) * 4);
      bytes[y * width + x] = Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255);
      if (x % 2 === 0 && y % 2 === 0) {
        const at = width * height + (y / 2) * (width / 2) + x / 2;
        bytes[at] = Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255);
        bytes[at + (width * height) / 4] = Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255);
      }
    }
  }
  const colorSpace = {
    primaries: 'bt709',
    transfer: 'bt709',
    matrix: 'smpte170m',
    fullRange: false,
  } as const;
  return new VideoFrame(bytes, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    colorSpace,
  });
}

/** A picture given as a data: URL, at the scene's size. */
async function load(url: string, { width, height }: CoverScene): Promise<ImageData> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

const harness: CoversHarness = {
  async examine(kind, scene, stored = 'upright') {
    const raw = draw(scene);
    const source = stored === 'turned' ? turned(raw) : await createImageBitmap(raw);
    const pictures = await drawn(await rendererOf(kind), scene, source);
    return pictures.map((picture) => find(scene, raw, picture));
  },
  async compareI420(scene) {
    const image = draw(scene);
    const a = await drawn(cpu, scene, i420(image));
    const b = await drawn(await rendererOf('webgpu'), scene, i420(image));
    return a.map(({ data }, view) => {
      const differences = Array.from(data, (value, i) => Math.abs(value - (b[view]?.data[i] ?? 999)));
      return {
        max: differences.reduce((p, q) => Math.max(p, q), 0),
        mean: differences.reduce((p, q) => p + q, 0) / ((differences.length * 3) / 4),
      };
    });
  },
  async breakShader(label) {
    const device = await (await navigator.gpu.requestAdapter())?.requestDevice();
    if (!device) {
      throw new Error('no WebGPU device');
    }
    const create = device.createShaderModule.bind(device);
    device.createShaderModule = (given) =>
      create(given.label === label ? { ...given, code: `${given.code}\nlet broken` } : given);
    try {
      await createWebGpuRenderer(device);
    } finally {
      device.destroy();
    }
  },
  plate(width, height) {
    const picture = read(plate(width, height));
    const opaque = picture.data.every((value, i) => i % 4 !== 3 || value === 255);
    return { width: picture.width, height: picture.height, opaque };
  },
  async png(kind, scene, photo) {
    const image = photo ? await load(photo, scene) : draw(scene);
    const pictures = await drawn(await rendererOf(kind), scene, await createImageBitmap(image));
    return Promise.all(
      pictures.map(async (picture) => {
        const canvas = new OffscreenCanvas(picture.width, picture.height);
        canvas.getContext('2d')?.putImageData(picture, 0, 0);
        return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()).toBase64();
      }),
    );
  },
};

(globalThis as unknown as { coversHarness: CoversHarness }).coversHarness = harness;
