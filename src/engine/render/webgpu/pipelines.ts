import { gpuOf } from '../../modes/gpu-kernels.ts';
import { modes } from '../../modes/kernels.ts';
import bilinearShader from './bilinear.wgsl?raw';
import compositeShader from './composite.wgsl?raw';
import cropShader from './crop.wgsl?raw';
import sampleShader from './sample.wgsl?raw';

export const OUTPUT_FORMAT: GPUTextureFormat = 'rgba8unorm';

export interface Pipelines {
  readonly sample: GPUComputePipeline;
  readonly composite: GPURenderPipeline;
  readonly modeLayout: GPUBindGroupLayout;
  /** By "mode/entryPoint". */
  readonly modes: ReadonlyMap<string, GPUComputePipeline>;
}

/** Compiles everything. @throws Error with the compiler's words when a shader is wrong. */
export async function createPipelines(device: GPUDevice): Promise<Pipelines> {
  const storage = (type: GPUBufferBindingType): GPUBufferBindingLayout => ({ type });
  const modeLayout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: storage('storage') },
      { binding: 1, visibility: GPUShaderStage.COMPUTE, buffer: storage('storage') },
      { binding: 2, visibility: GPUShaderStage.COMPUTE, buffer: storage('read-only-storage') },
      { binding: 3, visibility: GPUShaderStage.COMPUTE, buffer: storage('read-only-storage') },
      {
        binding: 4,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: 48 },
      },
    ],
  });
  const layout = device.createPipelineLayout({ bindGroupLayouts: [modeLayout] });
  // First what every frame needs: if that is no good, it is known before all modes are compiled.
  const sample = await compile(device, 'sample', `${bilinearShader}\n${sampleShader}`);
  const composite = await compile(device, 'composite', compositeShader);
  const compiled = new Map<string, GPUComputePipeline>();
  for (const { meta } of modes) {
    const gpu = gpuOf(meta.id);
    const module = await compile(device, `mode ${meta.id}`, `${cropShader}\n${gpu.shader}`);
    const defaults = Object.fromEntries(meta.parameters.map((spec) => [spec.id, spec.default]));
    const entryPoints = new Set(gpu.passes(defaults).map((pass) => pass.entryPoint));
    for (const entryPoint of entryPoints) {
      compiled.set(
        `${meta.id}/${entryPoint}`,
        await device.createComputePipelineAsync({ layout, compute: { module, entryPoint } }),
      );
    }
  }
  return {
    modeLayout,
    modes: compiled,
    sample: await device.createComputePipelineAsync({ layout: 'auto', compute: { module: sample } }),
    composite: await device.createRenderPipelineAsync({
      layout: 'auto',
      vertex: { module: composite },
      fragment: { module: composite, targets: [{ format: OUTPUT_FORMAT }] },
    }),
  };
}

async function compile(device: GPUDevice, label: string, code: string): Promise<GPUShaderModule> {
  const module = device.createShaderModule({ label, code });
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((message) => message.type === 'error');
  if (errors.length > 0) {
    const words = errors.map((e) => `${e.lineNum}:${e.linePos} ${e.message}`).join('; ');
    throw new Error(`The shader of ${label} does not compile: ${words}`);
  }
  return module;
}
