/** Kernels in TypeScript for the tfjs backends whose tensors lie in main memory: `cpu` and `wasm`. */
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm';
import {
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';

/** One call of a kernel: the shape of its output, and what fills it. */
export interface HostCall {
  readonly shape: number[];
  /** @param output zeroed. @param read gives a tensor's values; not to be written to, nor kept. */
  fill(output: Float32Array, read: (tensor: TensorInfo) => Float32Array): void;
}

/** The inputs by name; each is float32 (the operator sees to that). */
export type Inputs = Readonly<Record<string, TensorInfo>>;

/** Registers a float32 kernel with one output for both backends. Values are read and written in place, without a copy. */
export function registerHostKernel<Attrs extends object>(
  kernelName: string,
  prepare: (inputs: Inputs, attrs: Attrs) => HostCall,
): void {
  const call = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined) =>
    prepare(inputs as Inputs, (attrs ?? {}) as Attrs);
  registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const cpu = backend as MathBackendCPU;
      const { shape, fill } = call(inputs, attrs);
      const output = new Float32Array(util.sizeFromShape(shape));
      fill(output, (tensor) => cpu.data.get(tensor.dataId).values as Float32Array);
      return cpu.makeTensorInfo(shape, 'float32', output);
    },
  });
  registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as BackendWasm;
      const { shape, fill } = call(inputs, attrs);
      const info = wasm.makeOutput(shape, 'float32');
      // The heap may move when memory is taken: every view of it is made after that.
      const output = wasm.typedArrayFromHeap(info) as Float32Array;
      output.fill(0);
      fill(output, (tensor) => wasm.typedArrayFromHeap(tensor) as Float32Array);
      return info;
    },
  });
}
