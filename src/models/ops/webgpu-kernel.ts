/** Kernels in WGSL for tfjs's webgpu backend. Types only: nothing of that backend is loaded by this module. */
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { getKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';

const WORKGROUP = 64;

export interface WgslCall {
  /** Names everything that the code depends on: tfjs finds a compiled pipeline by it (and by ranks and types). */
  readonly key: string;
  /** WGSL with `fn main(index: i32)`. Inputs are arrays of their names, the output is `result`. */
  readonly code: string;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputShape: number[];
  /** i32 members of `uniforms`, beside `size` (values of the output) and tfjs's own. */
  readonly uniforms: Readonly<Record<string, number>>;
  /** Scatters: `result` is `array<atomic<i32>>`, zeroed, and main is called this often. */
  readonly scatter?: number;
}

/** Runs a kernel once for every value of its output (or `scatter` times) and returns the output, float32. */
export function runWgsl(backend: WebGPUBackend, call: WgslCall): TensorInfo {
  const calls = call.scatter ?? util.sizeFromShape(call.outputShape);
  const program: WebGPUProgram = {
    variableNames: Object.keys(call.inputs),
    outputShape: call.outputShape,
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: call.outputShape.map((_, axis) => axis) },
    // tfjs folds it when it is more than a device takes in one direction.
    dispatch: [Math.ceil(calls / WORKGROUP), 1, 1],
    shaderKey: call.key,
    size: true,
    atomic: call.scatter !== undefined,
    uniforms: Object.keys(call.uniforms)
      .map((name) => `${name} : i32, `)
      .join(''),
    getUserCode: () => call.code,
  };
  const values = Object.values(call.uniforms).map((value) => ({ type: 'int32', data: [value] }));
  const output = call.scatter === undefined ? undefined : zeros(backend, call.outputShape);
  return backend.runWebGPUProgram(program, Object.values(call.inputs), 'float32', values, output);
}

/** By the kernel itself: through the operator, tfjs would count a second tensor on the same data and free it too early. */
function zeros(backend: WebGPUBackend, shape: number[]): TensorInfo {
  const fill = getKernel('Fill', 'webgpu');
  return fill.kernelFunc({ inputs: {}, attrs: { shape, value: 0, dtype: 'float32' }, backend }) as TensorInfo;
}
