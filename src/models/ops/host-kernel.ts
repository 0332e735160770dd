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

const REGISTER = { cpu: registerOnCpu, wasm: registerOnWasm };

/** Registers a float32 kernel with one output. Values are read and written in place, without a copy. */
export function registerHostKernel<Attrs extends object>(
  kernelName: string,
  prepare: (inputs: Inputs, attrs: Attrs) => HostCall,
  backends: readonly (keyof typeof REGISTER)[] = ['cpu', 'wasm'],
): void {
  for (const name of backends) {
    REGISTER[name](kernelName, (inputs, attrs) => prepare(inputs as Inputs, (attrs ?? {}) as Attrs));
  }
}

type Prepare = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined) => HostCall;

function registerOnCpu(kernelName: string, prepare: Prepare): void {
  registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const cpu = backend as MathBackendCPU;
      const { shape, fill } = prepare(inputs, attrs);
      const output = new Float32Array(util.sizeFromShape(shape));
      fill(output, (tensor) => cpu.data.get(tensor.dataId).values as Float32Array);
      return cpu.makeTensorInfo(shape, 'float32', output);
    },
  });
}

function registerOnWasm(kernelName: string, prepare: Prepare): void {
  registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as BackendWasm;
      const { shape, fill } = prepare(inputs, attrs);
      const info = wasm.makeOutput(shape, 'float32');
      // The heap may move when memory is taken: every view of it is made after that.
      const output = wasm.typedArrayFromHeap(info) as Float32Array;
      output.fill(0);
      fill(output, (tensor) => wasm.typedArrayFromHeap(tensor) as Float32Array);
      return info;
    },
  });
}
