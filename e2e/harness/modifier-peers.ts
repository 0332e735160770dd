/**
 * Another runtime on the modifier, for `npm run bench modifier`: its program and the model that was written from our weights
 * come from `/peers/`, which the benchmark serves. It takes pictures as Guise does, (count, side, side, 3) in [0, 1].
 */

const ORT = '/peers/onnxruntime-web/';

/** One run: the pictures in, the modified ones out, once on the way there and once back through the runtime's memory. */
export type Contender = () => Promise<Float32Array>;

export interface Job {
  /** Pictures, RGB by pixel. */
  readonly pictures: Float32Array;
  readonly count: number;
  readonly side: number;
}

interface Ort {
  env: { wasm: { wasmPaths: string; numThreads: number } };
  Tensor: new (type: string, data: Float32Array, shape: number[]) => unknown;
  InferenceSession: {
    create(
      url: string,
      options: unknown,
    ): Promise<{ run(feeds: unknown): Promise<Record<string, { data: Float32Array }>> }>;
  };
}

/** onnxruntime-web on one of its providers. Its own layout (planes) is not held against it: it is given and gives planes. */
export async function onnxruntime(
  { pictures, count, side }: Job,
  provider: 'wasm' | 'webgpu',
): Promise<Contender> {
  const ort = (await import(/* @vite-ignore */ `${ORT}ort.${provider}.min.mjs`)) as Ort;
  ort.env.wasm.wasmPaths = new URL(ORT, location.href).href;
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create('/peers/modifier.onnx', {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
  });
  const pixels = side * side;
  const x = new ort.Tensor('float32', planes(pictures, count, pixels), [count, 3, side, side]);
  let first = true;
  return async () => {
    const { y } = await session.run({ x });
    const data = y?.data ?? new Float32Array();
    // The first run is the one that is compared, and not timed.
    const made = first ? pixelsOf(data, count, pixels) : data;
    first = false;
    return made;
  };
}

/** RGB by pixel → by plane. */
function planes(pictures: Float32Array, count: number, pixels: number): Float32Array {
  const out = new Float32Array(pictures.length);
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < 3; c++) {
        out[(b * 3 + c) * pixels + i] = pictures[(b * pixels + i) * 3 + c] ?? 0;
      }
    }
  }
  return out;
}

/** The other way. */
function pixelsOf(data: Float32Array, count: number, pixels: number): Float32Array {
  return data
    .map(
      (_, o) => data[(Math.floor(o / 3 / pixels) * 3 + (o % 3)) * pixels + (Math.floor(o / 3) % pixels)] ?? 0,
    )
    .subarray(0, count * pixels * 3);
}
