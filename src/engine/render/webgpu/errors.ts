/** Errors of a piece of work on a device. WebGPU throws nothing: errors have to be asked for. */

const KINDS = ['validation', 'internal', 'out-of-memory'] as const;

/**
 * Runs `work`, which hands commands to the device, and reports what the device finds wrong with them: null for nothing. Only
 * commands encoded by `work` are observed, as it is one task. Resolves null if the device is lost.
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
