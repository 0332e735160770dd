/**
 * The action detector in the engine's worker, on the engine's own device: pictures go there and stay there, and only what the
 * network says of places in them (scores and boxes) is read back, when it is ready. Loaded when it is wanted, tfjs with it.
 */
import { type Tensor2D, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { withDeadline } from '../../../base/deadline.ts';
import { type ActionModel, loadActionModel } from '../../../models/action/load.ts';
import { SharedBackend } from '../../../models/webgpu-backend.ts';
import { watched } from '../../render/webgpu/errors.ts';
import { assertSafe, type RawFrame, type SafeFrame } from '../../safe/frame.ts';
import { labelsAgree } from './agreement.ts';
import type { ActionDetector, ActionReading } from './detector.ts';
import { DeviceSquare } from './device-square.ts';
import { SIDE } from './input-size.ts';
import { peopleInPicture } from './letterbox.ts';
import { readPeople } from './look.ts';
import type { ActionAnswer } from './messages.ts';

/** A look that takes longer, ms, never ends. Generous: a software adapter (SwiftShader) takes seconds. */
const ANSWER_TIMEOUT = 120_000;
/** Looks at nothing in particular, to find out how long one takes. */
const TRIALS = 3;
/** So many times the budget is no hiccup: the picture is not held up any longer to find out. */
const HOPELESS = 5;

type People = ActionAnswer['people'];

/**
 * @param budget ms that a look may take: while it runs, frames that are drawn on the same device wait.
 * @throws when the weights are missing or damaged, a shader does not compile, or a look takes longer than `budget`.
 */
export async function createDeviceDetector(device: GPUDevice, budget: number): Promise<ActionDetector> {
  const detector = await DeviceDetector.create(device);
  try {
    const took = budget < Number.POSITIVE_INFINITY ? await detector.measure(budget) : 0;
    if (took > budget) {
      throw new Error(`a look took ${Math.round(took)} ms on the graphics processor`);
    }
    return detector;
  } catch (error) {
    detector.close();
    throw error;
  }
}

class DeviceDetector implements ActionDetector {
  readonly #device: GPUDevice;
  readonly #backend: SharedBackend;
  readonly #model: ActionModel;
  readonly #square: DeviceSquare;
  /** The square as the network's input, in place. */
  readonly #input: Tensor4D;
  #busy = false;
  #closed = false;

  private constructor(device: GPUDevice, backend: SharedBackend, model: ActionModel, square: DeviceSquare) {
    this.#device = device;
    this.#backend = backend;
    this.#model = model;
    this.#square = square;
    this.#input = tensor(
      { buffer: square.buffer, zeroCopy: true },
      [1, SIDE, SIDE, 3],
      'float32',
    ) as Tensor4D;
  }

  static async create(device: GPUDevice): Promise<DeviceDetector> {
    const backend = await SharedBackend.start(device);
    let detector: DeviceDetector | null = null;
    try {
      const [model, square] = [await loadActionModel(), await DeviceSquare.create(device)];
      if (model.side !== SIDE) {
        throw new Error(`its model is for pictures of ${model.side} pixels, not ${SIDE}`);
      }
      const made = new DeviceDetector(device, backend, model, square);
      detector = made;
      await backend.compile(() => model.network.applyTo(made.#input));
      return made;
    } catch (error) {
      (detector ?? backend).close();
      throw error;
    }
  }

  get busy(): boolean {
    return this.#busy;
  }

  detect(safe: SafeFrame): Promise<ActionReading> {
    return this.#look(safe, null);
  }

  compare(safe: SafeFrame, raw: RawFrame): Promise<ActionReading> {
    return this.#look(safe, raw);
  }

  /** ms that a look takes at best. The first one also brings the weights to the device. */
  async measure(budget: number): Promise<number> {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < TRIALS && (i === 0 || best <= HOPELESS * budget); i++) {
      const began = performance.now();
      await this.#read(() => undefined);
      best = Math.min(best, performance.now() - began);
    }
    return best;
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#input.dispose();
      this.#model.network.dispose();
      this.#square.dispose();
      this.#backend.close();
    }
  }

  async #look(safe: SafeFrame, raw: RawFrame | null): Promise<ActionReading> {
    assertSafe(safe);
    if (this.#busy || this.#closed) {
      throw new Error(this.#closed ? 'it was closed' : 'it is busy with another frame');
    }
    this.#busy = true;
    try {
      const { width, height } = safe.report;
      const began = performance.now();
      // Both are handed to the device now, one after the other: the caller gives both pictures away.
      const seen = this.#read(() => this.#square.draw(safe.picture, width, height));
      const bare = raw && this.#read(() => this.#square.draw(raw.source, width, height));
      // Were the first one to fail, nobody would ask for the second.
      bare?.catch(() => undefined);
      const people = await seen;
      const duration = performance.now() - began;
      return {
        timestamp: safe.timestamp,
        people: peopleInPicture(people, width, height, SIDE),
        agrees: bare && labelsAgree(people, await bare),
        duration,
        backend: 'webgpu',
      };
    } finally {
      this.#busy = false;
    }
  }

  /** Who is in the square after `draw`. All commands are handed over before it returns. @throws (rejects) when the device finds fault. */
  async #read(draw: () => void): Promise<People> {
    const { done, error } = watched(this.#device, () => {
      draw();
      const output: Tensor2D = this.#model.network.applyTo(this.#input);
      return { output, values: output.data() };
    });
    // Were there a fault, nobody would ask for them.
    done.values.catch(() => undefined);
    const answer = error.then((fault) => {
      if (fault) {
        throw new Error(fault.message);
      }
      return done.values;
    });
    try {
      return readPeople(
        this.#model,
        await withDeadline(answer, ANSWER_TIMEOUT, 'the graphics processor does not answer'),
      );
    } finally {
      if (!this.#closed) {
        done.output.dispose();
      }
    }
  }
}
