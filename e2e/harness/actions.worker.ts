import { messageOf } from '../../src/base/errors.ts';
import '../../src/base/trusted-types.ts';
import { memory } from '@tensorflow/tfjs-core';
import { createWorkerDetector } from '../../src/engine/meters/action/client.ts';
import type { ActionDetector } from '../../src/engine/meters/action/detector.ts';
import { createDeviceDetector } from '../../src/engine/meters/action/device-detector.ts';
import { requestGpuRenderer } from '../../src/engine/render/webgpu/device.ts';
import { type FrameReport, mintSafeFrame, type SafeFrame } from '../../src/engine/safe/frame.ts';
import { compareSquares, networkOutput } from './actions-parity.ts';

/** What lies on the device, and came back from it, so far. */
export interface Held {
  /** Bytes of every buffer that was mapped to be read. */
  readonly readBack: readonly number[];
  readonly complaints: readonly string[];
  readonly tensors: number;
}

export type Request =
  | 'held'
  | 'parity'
  | 'forged'
  | 'lose-device'
  | { readonly raw: ImageBitmap | null; readonly safe: ImageBitmap };

/** The drivers' detector does not look at faces. */
const SCENE = { faces: [], beside: null };

const words = (error: unknown) => ({ error: messageOf(error) });

const readBack: number[] = [];
const complaints: string[] = [];
let device: GPUDevice | null = null;

/** The name of the worker says where: on a renderer's device, or in a worker of its own. */
async function createDetector(): Promise<ActionDetector> {
  if (self.name !== 'webgpu') {
    return createWorkerDetector();
  }
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (mode, ...given) {
    if (mode === GPUMapMode.READ) {
      readBack.push(this.size);
    }
    return mapAsync.call(this, mode, ...given);
  };
  device = (await requestGpuRenderer()).device as GPUDevice;
  device.onuncapturederror = ({ error }) => complaints.push(error.message);
  return createDeviceDetector(device, Number.POSITIVE_INFINITY);
}

createDetector().then(
  (detector) => {
    self.onmessage = async ({ data }: MessageEvent<Request>) => {
      try {
        if (data === 'held') {
          self.postMessage({ readBack, complaints, tensors: memory().numTensors } satisfies Held);
          return;
        }
        if (data === 'forged') {
          const picture = new OffscreenCanvas(64, 48);
          picture.getContext('2d');
          const forged = {
            picture: picture.transferToImageBitmap(),
            timestamp: 7,
            report: reportOf(picture),
          };
          self.postMessage(await detector.detect(forged as unknown as SafeFrame, SCENE));
          return;
        }
        if (data === 'parity') {
          const output = await networkOutput();
          self.postMessage({ output, square: await compareSquares(device as GPUDevice) });
          return;
        }
        if (data === 'lose-device') {
          device?.destroy();
          self.postMessage({});
          return;
        }
        const { raw, safe } = data;
        const frame = mintSafeFrame(safe, 7, reportOf(safe));
        const reading = raw
          ? detector.compare(frame, { source: raw, timestamp: 7 }, SCENE)
          : detector.detect(frame, SCENE);
        // As the engine does: both pictures are gone as soon as it was asked.
        raw?.close();
        safe.close();
        self.postMessage(await reading);
      } catch (error) {
        self.postMessage(words(error));
      }
    };
    self.postMessage({ ready: true });
  },
  (error: unknown) => self.postMessage(words(error)),
);

function reportOf(picture: ImageBitmap | OffscreenCanvas): FrameReport {
  return {
    covered: 'faces',
    reason: 'faces',
    faces: [],
    width: picture.width,
    height: picture.height,
    renderer: 'cpu',
    mode: 'mask',
    timing: { detect: 0, track: 0, render: 0, total: 0 },
  };
}
