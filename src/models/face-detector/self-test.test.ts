import { expect, test } from 'vitest';
import { FaceNetworkError } from './candidates.ts';
import type { Network } from './network.ts';
import { selfTesting } from './self-test.ts';
import { createSimdNetwork } from './simd.ts';
import { storedYunet } from './stored.ts';
import { planYunet } from './yunet-plan.ts';

const plan = planYunet(storedYunet());
const weights = storedYunet();
const black = new Uint8Array(32 * 32 * 3);

/** The network, whose results `spoil` may change. */
async function spoilt(spoil: (values: Float32Array) => void): Promise<Network> {
  const network = await createSimdNetwork(plan, weights);
  return {
    run(...picture) {
      const maps = network.run(...picture);
      spoil(maps[0]?.values as Float32Array);
      return maps;
    },
  };
}

test('a network that computes rightly goes on for ever', async () => {
  const network = selfTesting(await createSimdNetwork(plan, weights), plan, weights);
  const [first] = network.run(black, 32, 32);
  const before = first?.values.slice();
  for (let i = 0; i < 600; i++) {
    network.run(black, 32, 32);
  }
  expect(network.run(black, 32, 32)[0]?.values).toEqual(before);
});

test.each([
  ['a wrong number', 9],
  ['a NaN', Number.NaN],
])('%s is found at once', async (_, value) => {
  const network = await spoilt((values) => values.fill(value, 5, 6));
  expect(() => selfTesting(network, plan, weights)).toThrow(FaceNetworkError);
});

test('a network that goes wrong later is found out, and trusted again when it is right again', async () => {
  let wrong = false;
  const network = selfTesting(
    await spoilt((values) => {
      values[17] = (values[17] as number) + (wrong ? 1e-6 : 0);
    }),
    plan,
    weights,
  );
  network.run(black, 32, 32);
  wrong = true;
  expect(() => {
    for (let i = 0; i < 250; i++) {
      network.run(black, 32, 32);
    }
  }).toThrow(FaceNetworkError);
  expect(() => network.run(black, 32, 32)).toThrow(FaceNetworkError);
  wrong = false;
  network.run(black, 32, 32);
});
