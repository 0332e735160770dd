/** The engine's worker: the real parts, and messages in and out. */
import '../../base/trusted-types.ts';
import { reportRequests } from '../../base/report-requests.ts';
import { loadModifierWeights } from '../../models/modifier/weights.ts';
import { loadPersonaWeights } from '../../models/persona/weights.ts';
import { browserStorage } from '../adapt/database.ts';
import { DetectorHelper } from '../detect/helper.ts';
import { createFaceDetector } from '../detect/index.ts';
import { chooseActionDetector } from '../meters/action/choose.ts';
import { createCpuRenderer } from '../render/cpu/renderer.ts';
import { requestGpuRenderer } from '../render/webgpu/device.ts';
import { Host } from './host.ts';
import { needsPageWorkers, wantPageWorkers } from './page-workers.ts';
import type { ToWorker } from './protocol.ts';

reportRequests();

const scope = self as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  close(): void;
};

if (needsPageWorkers()) {
  wantPageWorkers((wanted, transfer) => scope.postMessage(wanted, transfer));
}

const host = new Host(
  {
    createDetector: createFaceDetector,
    openDetectorHelper: DetectorHelper.open,
    createCpuRenderer,
    createGpuRenderer: requestGpuRenderer,
    // What measures comes when it is wanted: the first picture does not wait for it.
    createLeakMeter: async () => (await import('../meters/leak/client.ts')).createLeakMeter(),
    createPrivacyMeter: async () => (await import('../meters/privacy/client.ts')).createPrivacyMeter(),
    createActionDetector: async (device, wanted, set) =>
      set === 'drivers'
        ? chooseActionDetector(device, wanted, {
            onDevice: async (...given) =>
              (await import('../meters/action/device-detector.ts')).createDeviceDetector(...given),
            inWorker: async () => (await import('../meters/action/client.ts')).createWorkerDetector(),
          })
        : (await import('../meters/action/desk/client.ts')).createDeskDetector(set === 'desk-all'),
    // Here from the beginning: what is wrong with a model they say in better words than a part that does not come.
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
