/** Small WebAssembly modules, of `build/assemblyscript.mjs`, that are compiled at once. */

/**
 * @param text the module, base64 @param memory in which it works
 * @returns its functions; null where the browser has no SIMD: the caller does the same without it, slower
 */
export function smallKernel<Functions>(text: string, memory: WebAssembly.Memory): Functions | null {
  try {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    return exports as unknown as Functions;
  } catch (error) {
    console.info('Guise: this browser has no WebAssembly SIMD.', error);
    return null;
  }
}
