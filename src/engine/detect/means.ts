/** The means of which pictures are made, on WebAssembly SIMD where the browser has it. */
import { smallKernel } from '../../base/small-kernel.ts';
import text from './kernels/means.ts?assemblyscript';

interface Kernel {
  means(
    source: number,
    columns: number,
    rows: number,
    width: number,
    height: number,
    samples: number,
    along: number,
    to: number,
    pitch: number,
  ): void;
}

/** What a picture is made of. */
export interface Sampling {
  /** The frame's pixels, and what they belong to: while that is the same object, so are they. */
  readonly source: Int32Array;
  readonly of: object;
  /** Each sample is the pixel at the sum of its column's and its row's offset. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  /** A side of a picture pixel. */
  readonly samples: number;
  /** Of the picture, pixels; beyond its samples it is black. */
  readonly width: number;
  readonly height: number;
}

const PAGE = 65536;
/** Frames of more pixels are not copied into the kernel's memory, which never shrinks. */
const MAX_PIXELS = 16e6;
const memory = new WebAssembly.Memory({ initial: 1 });
let kernel: Kernel | null | undefined;
/** Where the frame lies in the memory, and whose pixels are there: several pictures are made of one frame. */
const SOURCE = 64;
let held: WeakRef<object> | null = null;

/** RGB and a 0 for each pixel, valid until the next call; null where plain code has to make it. */
export function fastMeans(sampling: Sampling): Uint8ClampedArray<ArrayBuffer> | null {
  kernel = kernel === undefined ? smallKernel<Kernel>(text, memory) : kernel;
  const { source, of, columns, rows, samples, width, height } = sampling;
  if (!kernel || source.length > MAX_PIXELS) {
    return null;
  }
  const columnsAt = SOURCE + source.length * 4;
  const rowsAt = columnsAt + columns.length * 4;
  const to = aligned(rowsAt + rows.length * 4);
  const bytes = width * height * 4;
  const missing = to + bytes - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / PAGE));
  }
  const words = new Int32Array(memory.buffer as ArrayBuffer);
  words.set(
    columns.map((offset) => offset * 4),
    columnsAt / 4,
  );
  words.set(
    rows.map((offset) => offset * 4),
    rowsAt / 4,
  );
  if (held?.deref() !== of) {
    words.set(source, SOURCE / 4);
    held = new WeakRef(of);
  }
  const made = new Uint8ClampedArray(memory.buffer as ArrayBuffer, to, bytes).fill(0);
  const counts = [columns.length / samples, rows.length / samples] as const;
  const along = alongOf(sampling);
  kernel.means(SOURCE, columnsAt, rowsAt, ...counts, samples, along, to, width * 4);
  return made;
}

const aligned = (address: number) => Math.ceil(address / 64) * 64;

/** What lies beside each other can be read at once. */
function alongOf({ columns, rows, samples }: Sampling): number {
  if (samples !== 2 && samples !== 4) {
    return 0;
  }
  return isInRow(columns, samples) ? 1 : isInRow(rows, samples) ? 2 : 0;
}

function isInRow(offsets: Int32Array, samples: number): boolean {
  return offsets.every((offset, k) => k % samples === 0 || offset === (offsets[k - 1] as number) + 1);
}
