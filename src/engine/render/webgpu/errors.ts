/** What a device finds wrong with a piece of work. WebGPU throws nothing: errors have to be asked for. */

const KINDS = ['validation', 'internal', 'out-of-memory'] as const;

/**
 * Runs `work`, which hands commands to the device, and says what the device finds wrong with them: null for nothing. Others' commands
 * are none of its business: `work` is one task. A lost device says nothing.
 * @throws what `work` throws.
 */
export function watched<T>(
  device: GPUDevice,
  work: () => T,
): { readonly done: T; readonly error: Promise<GPUError | null> } {
  for (const kind of KINDS) {
    device.pushErrorScope(kind);
  }
  let pop: Promise<(GPUError | null)[]> | null = null;
  try {
    const done = work();
    pop = Promise.all(KINDS.map(() => device.popErrorScope()));
    return { done, error: pop.then((errors) => errors.find((error) => error !== null) ?? null) };
  } finally {
    if (!pop) {
      for (const _ of KINDS) {
        device.popErrorScope().catch(() => undefined);
      }
    }
  }
}
