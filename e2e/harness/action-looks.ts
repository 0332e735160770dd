/** The action detectors' networks side by side on one thread: what a look costs. */
import '../../src/base/trusted-types.ts';
import { Looker } from '../../src/engine/meters/action/desk/looker.ts';
import { lookAt } from '../../src/engine/meters/action/look.ts';
import { loadActionModel } from '../../src/models/action/load.ts';
import { createObjectDetector, loadObjects } from '../../src/models/objects/detector.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';
import { race } from './race.ts';

export interface ActionLooks {
  /** ms of each of `runs` looks of every contender, taking turns. @throws when one cannot be loaded. */
  race(runs: number): Promise<Readonly<Record<string, readonly number[]>>>;
}

/** As the page has it: things that score less are not made out. */
const THRESHOLD = 0.25;

function noise(width: number, height: number): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i * 7919 + (i >> 9) * 31) % 251);
}

const looks: ActionLooks = {
  async race(runs) {
    await startWasmBackend();
    const drivers = await loadActionModel();
    const desk = await createObjectDetector(await loadObjects());
    const square = noise(256, 256);
    const rgb = Float32Array.from(square.filter((_, i) => i % 4 < 3));
    const looker = await Looker.load(true);
    const [whole, close, arms] = [noise(256, 192), noise(224, 224), noise(192, 192)];
    const byDefault = () => {
      looker.look(whole, 256, 192, 'things');
      looker.look(close, 224, 224, 'things');
    };
    const contenders: Readonly<Record<string, () => unknown>> = {
      'drivers, tfjs': () => lookAt(drivers, rgb),
      'desk, own kernels': () => desk.find(square, 256, 256, THRESHOLD),
      'desk, both looks at a camera’s picture, heads and mouths too': byDefault,
      'desk, all that is tried: hands as well': async () => {
        await byDefault();
        looker.look(arms, 192, 192, 'hands');
      },
    };
    return race(contenders, runs);
  },
};

(globalThis as unknown as { actionLooks: ActionLooks }).actionLooks = looks;
