/** The engine's worker: the real parts, and messages in and out. */
import '../../base/trusted-types.ts';
import { reportRequests } from '../../base/report-requests.ts';
import { loadModifierWeights } from '../../models/modifier/weights.ts';
import { loadPersonaWeights } from '../../models/persona/weights.ts';
import { browserStorage } from '../adapt/database.ts';
import { DetectorHelper } from '../detect/helper.ts';
import { createFaceDetector } from '../detect/index.ts';
import { chooseActionDetector } from '../meters/action/choose.ts';
import { createWorkerDetector } from '../meters/action/client.ts';
import { createDeskDetector } from '../meters/action/desk/client.ts';
import { createLeakMeter } from '../meters/leak/client.ts';
import { createPrivacyMeter } from '../meters/privacy/client.ts';
import { createCpuRenderer } from '../render/cpu/renderer.ts';
import { requestGpuRenderer } from '../render/webgpu/device.ts';
import { Host } from './host.ts';
import type { ToWorker } from './protocol.ts';

reportRequests();

const scope = self as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  close(): void;
};

const host = new Host(
  {
    createDetector: createFaceDetector,
    openDetectorHelper: DetectorHelper.open,
    createCpuRenderer,
    createGpuRenderer: requestGpuRenderer,
    createLeakMeter,
    createPrivacyMeter,
    createActionDetector: (device, wanted, set) =>
      set === 'drivers'
        ? chooseActionDetector(device, wanted, {
            // Loaded when it is wanted: it brings tfjs along.
            onDevice: async (...given) =>
              (await import('../meters/action/device-detector.ts')).createDeviceDetector(...given),
            inWorker: createWorkerDetector,
          })
        : createDeskDetector(set === 'desk-all'),
    loadNetwork: { learned: loadModifierWeights, persona: loadPersonaWeights },
    adaptation: {
      openAdapter: () =>
        new Worker(new URL('../adapt/worker.ts', import.meta.url), { type: 'module', name: 'guise-adapt' }),
      storage: browserStorage,
    },
  },
  (message, transfer = []) => scope.postMessage(message, transfer),
  () => scope.close(),
);

scope.onmessage = ({ data }) => host.receive(data);
