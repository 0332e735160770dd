/** The grid generator of Spatial Transformer Networks (Jaderberg et al. 2015, section 3.2) as a tfjs operator. */
import {
  matMul,
  reshape,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

/**
 * The grid along which `gridSample` applies an affine transform; differentiable in the transform (a matrix product, whose
 * kernels and gradient are tfjs's own). The same numbers as PyTorch's `affine_grid`.
 *
 * @param theta float32 [batch, 2, 3]: from output to input positions, both -1..1 over their picture
 * @param size rows and columns of the output
 * @returns float32 [batch, rows, columns, 2]
 * @throws RangeError when shapes do not fit
 */
export function affineGrid(
  theta: Tensor3D,
  size: readonly [rows: number, columns: number],
  { alignCorners = false }: { alignCorners?: boolean } = {},
): Tensor4D {
  const [batch, two, three] = theta.shape;
  if (theta.rank !== 3 || two !== 2 || three !== 3 || theta.dtype !== 'float32') {
    throw new RangeError(
      `affineGrid: theta must be float32 [batch, 2, 3], not ${theta.dtype} [${theta.shape.join(', ')}].`,
    );
  }
  const [rows, columns] = size;
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0)) {
    throw new RangeError(`affineGrid: size must be two positive whole numbers, not ${size.join(' × ')}.`);
  }
  return tidy(() => {
    const mapped = matMul(reshape(theta, [batch * 2, 3]), positions(rows, columns, alignCorners));
    return transpose(reshape(mapped, [batch, 2, rows, columns]), [0, 2, 3, 1]) as Tensor4D;
  });
}

/** [3, rows · columns]: x, y and 1 of every output position. */
function positions(rows: number, columns: number, alignCorners: boolean): Tensor2D {
  const values = new Float32Array(3 * rows * columns).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = coordinate(column, columns, alignCorners);
      values[(rows + row) * columns + column] = coordinate(row, rows, alignCorners);
    }
  }
  return tensor2d(values, [3, rows * columns]);
}

function coordinate(index: number, count: number, alignCorners: boolean): number {
  if (!alignCorners) {
    return (2 * index + 1) / count - 1;
  }
  // A single one lies in the middle.
  return count === 1 ? 0 : (2 * index) / (count - 1) - 1;
}
