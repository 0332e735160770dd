import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mintSafeFrame, type SafeFrame } from '../engine/safe/frame.ts';
import { OneKind } from './one-kind.ts';

const LIMITED = { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false };

/** As much of a `VideoFrame` as is asked for: eight by two pixels of one grey. */
class FakeFrame {
  static open = 0;
  readonly displayWidth = 8;
  readonly displayHeight = 2;
  readonly visibleRect = { x: 0, y: 0, width: 8, height: 2 };
  readonly timestamp = 0;
  readonly format: string;
  readonly colorSpace: { toJSON(): unknown };
  readonly data: Uint8Array;

  constructor(
    source: unknown,
    { format = 'RGBA', colorSpace = {} }: { format?: string; colorSpace?: unknown },
  ) {
    FakeFrame.open += 1;
    this.format = format;
    this.colorSpace = { toJSON: () => colorSpace };
    this.data =
      source instanceof Uint8ClampedArray || source instanceof ArrayBuffer
        ? new Uint8Array(source instanceof ArrayBuffer ? source : source.buffer)
        : new Uint8Array(64).fill(200);
  }

  clone() {
    return new FakeFrame(this.data.buffer, { format: this.format, colorSpace: this.colorSpace.toJSON() });
  }

  async copyTo(to: Uint8ClampedArray) {
    // The first is asked whether the browser converts: a red pixel in another order.
    to.fill(this.format === 'BGRA' ? 255 : 200);
  }

  close() {
    FakeFrame.open -= 1;
  }
}

const safe = (picture: unknown): SafeFrame =>
  mintSafeFrame(picture as ImageBitmap, 0, {} as Parameters<typeof mintSafeFrame>[2]);
const planes = (colorSpace: unknown = LIMITED) =>
  new FakeFrame(new ArrayBuffer(24), { format: 'I420', colorSpace });
const bitmap = { width: 8, height: 2 };

beforeEach(() => {
  FakeFrame.open = 0;
  vi.stubGlobal('VideoFrame', FakeFrame);
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      readonly width: number;
      readonly height: number;
      constructor(data: Uint8ClampedArray, width: number, height: number) {
        this.data = data;
        this.width = width;
        this.height = height;
      }
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('pictures of the first one’s kind are copied at once, and left alone', () => {
  for (const picture of [planes(), bitmap]) {
    const kind = new OneKind();
    for (let i = 0; i < 3; i++) {
      const copy = kind.of(safe(picture));
      expect(copy).not.toBeInstanceOf(Promise);
      expect(copy).not.toBe(picture);
    }
  }
});

test('RGBA after planes becomes planes with the same colours', async () => {
  const kind = new OneKind();
  kind.of(safe(planes()));
  const before = FakeFrame.open;
  const made = (await kind.of(safe(bitmap))) as unknown as FakeFrame;
  expect(made.format).toBe('I420');
  expect(made.colorSpace.toJSON()).toEqual(LIMITED);
  // The luma of a grey of 200 in the limited range, and the middle of both chromas.
  expect([...made.data]).toEqual([
    ...Array(16).fill(Math.round(16 + (200 * 219) / 255)),
    ...Array(8).fill(128),
  ]);
  expect(FakeFrame.open).toBe(before + 1);
});

test('planes with other colours, such as a plate’s, become the first one’s; planes after RGBA become RGBA', async () => {
  const first = new OneKind();
  first.of(safe(planes()));
  const plate = (await first.of(safe(planes({ ...LIMITED, matrix: 'smpte170m' })))) as unknown as FakeFrame;
  expect(plate.colorSpace.toJSON()).toEqual(LIMITED);
  const second = new OneKind();
  second.of(safe(bitmap));
  expect(((await second.of(safe(planes()))) as unknown as FakeFrame).format).toBe('RGBA');
});

test('a picture that nobody vouched for is refused', () => {
  const picture = { picture: bitmap } as unknown as Parameters<OneKind['of']>[0];
  expect(() => new OneKind().of(picture)).toThrow(TypeError);
});
