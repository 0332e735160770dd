import { grad, mul, sum, type Tensor, type Tensor3D, tensor3d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import cases from '../fixtures/operators.json';
import { HOST_BACKENDS, useBackend } from '../testing/backends.ts';
import { difference, load } from '../testing/tensors.ts';
import './gradients.ts';
import { affineGrid, gridSample } from './index.ts';

describe.each(HOST_BACKENDS)('%s', (backend) => {
  beforeAll(() => useBackend(backend));

  test.each(cases.affineGrid)(
    'maps and differentiates as PyTorch does: size $size, alignCorners $alignCorners',
    ({ alignCorners, size, theta, weight, output, thetaGradient }) => {
      tidy(() => {
        const [rows = 0, columns = 0] = size;
        const of = (t: Tensor) => affineGrid(t as Tensor3D, [rows, columns], { alignCorners });
        expect(difference(of(load(theta)), output)).toBeLessThan(1e-6);
        const gradient = grad((t: Tensor) => sum(mul(of(t), load(weight))))(load(theta));
        expect(difference(gradient, thetaGradient)).toBeLessThan(5e-6);
      });
    },
  );

  test('the identity gives back the picture', () => {
    tidy(() => {
      const image = tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
      const identity = tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]);
      for (const alignCorners of [false, true]) {
        const same = gridSample(image, affineGrid(identity, [2, 3], { alignCorners }), { alignCorners });
        expect(difference(same, image)).toBeLessThan(1e-6);
      }
    });
  });
});

test('what is no affine transform, and sizes that are none, are refused', () => {
  expect(() => affineGrid(tensor3d([1, 2, 3], [1, 1, 3]), [2, 2])).toThrow(/not float32 \[1, 1, 3\]/);
  expect(() => affineGrid(tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]), [0, 2])).toThrow(/0 × 2/);
});
