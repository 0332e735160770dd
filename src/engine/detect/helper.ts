/** A detector in a worker of its own, for files: so several frames are looked at at once. Frames are moved there; finds come back. */
import { withDeadline } from '../../base/deadline.ts';
import { WorkerOrders } from '../../base/worker-orders.ts';
import type { VerifiedDetection } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';
import type { DetectRequest, FaceDetector } from './detector.ts';
import type { Look, NetworkWeights } from './looks.ts';

/** ms within which a worker has to be ready: it compiles WebAssembly, on a slow device perhaps. */
const LOAD_TIMEOUT = 60_000;

/**
 * A frame, which is moved there; or looks (aside.ts); or what it needs for them, to say when it has it: weights, or null where it has
 * to fetch these itself.
 */
export type HelperOrder = DetectRequest | readonly Look[] | NetworkWeights | null;

/** Its `detect` takes the frame over: it is moved to the worker, which closes it. Several may be asked for at once. */
export class DetectorHelper implements FaceDetector {
  readonly #orders: WorkerOrders<HelperOrder, readonly VerifiedDetection[]>;

  /** @throws (rejects) when it cannot be had: no worker, no WebAssembly SIMD, damaged weights. */
  static async open(): Promise<DetectorHelper> {
    const helper = new DetectorHelper(
      new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'guise-detect' }),
    );
    try {
      await withDeadline(helper.#orders.ask(null), LOAD_TIMEOUT, 'The helper was not ready in time.');
      return helper;
    } catch (error) {
      helper.close();
      throw error;
    }
  }

  private constructor(worker: Worker) {
    this.#orders = new WorkerOrders(worker);
  }

  /** Frames that it has not answered yet. */
  get busy(): number {
    return this.#orders.open;
  }

  detect({ frame, ...how }: DetectRequest): Promise<readonly VerifiedDetection[]> {
    const { source, timestamp }: RawFrame = frame;
    return this.#orders.ask({ frame: { source, timestamp }, ...how }, [source]);
  }

  close(): void {
    this.#orders.close();
  }
}
