/**
 * A compute pipeline for each of a network's shaders.
 * @param common what is put in front of every shader. @param label names the network in error messages.
 * @throws Error with the compiler's message when a shader is wrong.
 */
export async function compileKernels<Kernel extends string>(
  device: GPUDevice,
  label: string,
  common: string,
  shaders: Readonly<Record<Kernel, string>>,
): Promise<ReadonlyMap<Kernel, GPUComputePipeline>> {
  const pipelines = new Map<Kernel, GPUComputePipeline>();
  for (const kernel of Object.keys(shaders) as Kernel[]) {
    const module = device.createShaderModule({
      label: `${label} ${kernel}`,
      code: `${common}\n${shaders[kernel]}`,
    });
    const errors = (await module.getCompilationInfo()).messages.filter(({ type }) => type === 'error');
    if (errors.length > 0) {
      throw new Error(
        `The shader ${kernel} does not compile: ${errors.map(({ message }) => message).join('; ')}`,
      );
    }
    pipelines.set(kernel, await device.createComputePipelineAsync({ layout: 'auto', compute: { module } }));
  }
  return pipelines;
}
