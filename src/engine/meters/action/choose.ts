/** Where the action detector runs (docs/decisions/0005-actions-on-the-device.md). */

import type { ActionBackend } from '../../settings.ts';
import type { ActionDetector } from './detector.ts';

/**
 * ms that a look may take on the engine's device: about a frame of a camera at 30 a second. Frames are drawn on the same device and
 * wait for a look that is under way; a slower one would be seen.
 */
export const LOOK_BUDGET = 40;

export interface ActionPlaces {
  /** @throws when a look takes longer than `budget` ms there, and when the detector cannot be had. */
  readonly onDevice: (device: GPUDevice, budget: number) => Promise<ActionDetector>;
  /** @throws when the detector cannot be had. */
  readonly inWorker: () => Promise<ActionDetector>;
}

/**
 * The detector on `device` (that the frames are drawn on; null where the CPU draws them) when that is a real graphics processor and
 * quick enough, otherwise in a worker of its own. `wanted` other than 'auto' leaves no choice, but for a device that is not there.
 * @throws when it cannot be had.
 */
export async function chooseActionDetector(
  device: GPUDevice | null,
  wanted: 'auto' | ActionBackend,
  places: ActionPlaces,
): Promise<ActionDetector> {
  if (!device || wanted === 'wasm') {
    return places.inWorker();
  }
  if (wanted === 'webgpu') {
    return places.onDevice(device, Number.POSITIVE_INFINITY);
  }
  // A software adapter (SwiftShader) shares the processor with everything else, and is slower at it than WebAssembly.
  if (device.adapterInfo?.isFallbackAdapter) {
    return places.inWorker();
  }
  try {
    return await places.onDevice(device, LOOK_BUDGET);
  } catch (error) {
    console.info('Guise: actions are recognised in a worker of their own.', error);
    return places.inWorker();
  }
}
