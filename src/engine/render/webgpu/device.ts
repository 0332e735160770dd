import type { Renderer } from '../../safe/renderer.ts';

/** Storage that sixteen large faces in four views need, and a margin; the default limit of 128 MiB is below it. */
const WANTED_STORAGE = 512 * 1024 * 1024;

/**
 * Asks the browser for a graphics processor and makes a renderer on it.
 * @throws Error in plain words when there is none or it does not work.
 */
export async function requestGpuRenderer(): Promise<Renderer> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) {
    throw new Error('this browser or computer offers none');
  }
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxStorageBufferBindingSize: Math.min(maxStorageBufferBindingSize, WANTED_STORAGE),
      maxBufferSize: Math.min(maxBufferSize, WANTED_STORAGE),
    },
  });
  try {
    // It comes where there is something to draw on: the CPU draws the first pictures anyway.
    const { createWebGpuRenderer } = await import('./renderer.ts');
    return await createWebGpuRenderer(device);
  } catch (error) {
    device.destroy();
    throw error;
  }
}
