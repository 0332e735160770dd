/**
 * Reads a face network out of a TensorFlow Lite file, as a plan (src/models/face-detector/plan.ts) with its weights, and writes both
 * in our weights format (docs/models/weights-format.md). Knows what MediaPipe's full range and its sparse twin are made of, and
 * refuses anything else. Field numbers are those of TensorFlow Lite's `schema.fbs`.
 */

/** Numbers of schema.fbs's BuiltinOperator. */
const OPS = /** @type {const} */ ({
  0: 'add',
  3: 'convolution',
  4: 'depthwise',
  5: 'depth-to-space',
  6: 'dequantize',
  17: 'pool',
  19: 'relu',
  22: 'reshape',
  23: 'resize',
  34: 'pad',
  124: 'densify',
});
const FLOAT16 = 1;
const RELU = 1;
const SAME = 0;

/** A table of a FlatBuffer: fields by number. */
class Table {
  /** @param {DataView} view @param {number} at */
  constructor(view, at) {
    this.view = view;
    this.at = at;
  }

  /** Where a field stands, 0 when absent. @param {number} id */
  #field(id) {
    const vtable = this.at - this.view.getInt32(this.at, true);
    const slot = 4 + 2 * id;
    const offset = slot < this.view.getUint16(vtable, true) ? this.view.getUint16(vtable + slot, true) : 0;
    return offset && this.at + offset;
  }

  /** Where what a field points at begins, 0 when absent. @param {number} id */
  #target(id) {
    const at = this.#field(id);
    return at && at + this.view.getUint32(at, true);
  }

  /** @param {number} id */
  byte(id) {
    const at = this.#field(id);
    return at && this.view.getInt8(at);
  }

  /** @param {number} id */
  int(id) {
    const at = this.#field(id);
    return at && this.view.getInt32(at, true);
  }

  /** @param {number} id @returns {Table | null} */
  table(id) {
    const at = this.#target(id);
    return at ? new Table(this.view, at) : null;
  }

  /** @param {number} id @returns {Table[]} */
  tables(id) {
    return this.ints(id).map((offset, i) => new Table(this.view, this.#target(id) + 4 + 4 * i + offset));
  }

  /** A vector of numbers of so many bytes each, not negative if less than four. @param {number} id */
  ints(id, bytes = 4) {
    const at = this.#target(id);
    const read = (/** @type {number} */ where) =>
      bytes === 4
        ? this.view.getInt32(where, true)
        : bytes === 2
          ? this.view.getUint16(where, true)
          : this.view.getUint8(where);
    return at
      ? Array.from({ length: this.view.getUint32(at, true) }, (_, i) => read(at + 4 + bytes * i))
      : [];
  }
}

/**
 * @typedef {{shape: readonly number[], halves: Uint16Array}} Halves float16, as bits
 * @typedef {{steps: any[], outputs: number[], block: number, weights: Map<string, Halves>}} ReadNetwork `block`: how many rows and
 *   columns of the result lie in the channels of one of the outputs' pixels
 */

/**
 * @param {Uint8Array} file @returns {ReadNetwork}
 * @throws {Error} when the network holds what the plan has no step for
 */
export function readNetwork(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const model = new Table(view, view.getUint32(0, true));
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const graph = model.tables(2)[0];
  if (!graph) {
    throw new Error('The file has no network.');
  }
  const tensors = graph.tables(0).map((table) => ({
    shape: table.ints(0),
    type: table.byte(1),
    buffer: model.tables(4)[table.int(2)],
    sparsity: table.table(6),
  }));
  const operators = graph.tables(3).map((table) => {
    const code = codes[table.int(0)] ?? -1;
    const op = OPS[/** @type {keyof typeof OPS} */ (code)];
    const [inputs, [output = -1], options] = [table.ints(1), table.ints(2), table.table(4)];
    if (!op) {
      throw new Error(`The network has an operator of code ${code}, which is not known here.`);
    }
    return { op, inputs, output, options };
  });
  const makers = new Map(operators.map((operator) => [operator.output, operator]));

  /** @param {number} index @returns {Halves} */
  const constant = (index) => {
    const maker = makers.get(index);
    if (maker) {
      return constant(maker.inputs[0] ?? -1);
    }
    const tensor = tensors[index];
    if (tensor?.type !== FLOAT16 || !tensor.buffer) {
      throw new Error(`Tensor ${index} is no float16 weight.`);
    }
    const values = new Uint16Array(Uint8Array.from(tensor.buffer.ints(0, 1)).buffer);
    return {
      shape: tensor.shape,
      halves: tensor.sparsity ? densify(values, tensor.shape, tensor.sparsity) : values,
    };
  };
  const integers = (/** @type {number} */ index) => {
    const bytes = tensors[index]?.buffer?.ints(0, 1) ?? [];
    return [...new Int32Array(Uint8Array.from(bytes).buffer)];
  };

  /** @type {any[]} */
  const steps = [{ op: 'picture', level: 0, channels: 3, scale: 1 / 127.5, shift: -1 }];
  /** By tensor: the value that it is, and what was done to it that the next step does. @type {Map<number, any>} */
  const values = new Map([[graph.ints(1)[0] ?? 0, { value: 1 }]]);
  /** @type {Map<string, Halves>} */
  const weights = new Map();
  /** @type {Map<number, number>} */
  const readers = new Map();
  for (const index of operators.flatMap(({ inputs }) => inputs)) {
    readers.set(index, (readers.get(index) ?? 0) + 1);
  }
  let block = 1;

  for (const { op, inputs, output, options } of operators) {
    const known = inputs.map((index) => values.get(index));
    const from = known[0];
    if (op === 'dequantize' || op === 'densify') {
      continue;
    }
    assert(from !== undefined, `The ${op} reads what nothing makes.`);
    const { level, channels } = steps[from.value - 1];
    const add = (/** @type {any} */ step) => values.set(output, { value: steps.push(step) });
    switch (op) {
      case 'convolution':
      case 'depthwise': {
        const filter = constant(inputs[1] ?? -1);
        const bias = constant(inputs[2] ?? -1);
        const stride = options?.int(1) ?? 0;
        const activation = options?.byte(op === 'convolution' ? 3 : 4);
        const name = `convolution${weights.size / 2}`;
        const [outputs = 0, height = 0] = filter.shape;
        const large = height === 3;
        const padded = options?.byte(0) === SAME ? (stride === 1 ? 1 : 0) : from.pad;
        assert(stride === 1 || stride === 2, 'A stride is neither 1 nor 2.');
        assert(!large || padded !== undefined, 'A convolution of 3 × 3 has no border.');
        const relu = activation === RELU;
        const made = { name, input: from.value, level: level + stride - 1, relu };
        if (op === 'depthwise') {
          assert(large, 'A depthwise convolution is not 3 × 3.');
          add({ op, ...made, channels, stride, pad: padded });
        } else if (from.value === 1) {
          assert(large && stride === 2, 'The first convolution is not 3 × 3 of stride 2.');
          add({ op: 'stem', ...made, channels: outputs, pad: padded });
        } else {
          assert(height === 1 && stride === 1, 'A convolution is not 1 × 1.');
          add({ op: 'pointwise', ...made, channels: outputs, add: null });
        }
        weights.set(`${name}.weight`, op === 'depthwise' ? asDepthwise(filter) : inputsFirst(filter));
        weights.set(`${name}.bias`, bias);
        break;
      }
      case 'relu':
        assert(readers.get(inputs[0] ?? -1) === 1, 'What goes through ReLU is read without it, too.');
        steps[from.value - 1].relu = true;
        values.set(output, from);
        break;
      case 'pad': {
        const [, , top, bottom, left, right, before, after] = integers(inputs[1] ?? -1);
        const border = top === 1 && bottom === 1 && left === 1 && right === 1;
        assert(
          before === 0 && (border ? after === 0 : !top && !bottom && !left && !right),
          'A padding is not known.',
        );
        values.set(output, border ? { ...from, pad: 1 } : from);
        break;
      }
      case 'pool':
        add({ op, input: from.value, level: level + 1, channels });
        break;
      case 'resize':
        assert(options?.byte(3) === 1, 'A map is not enlarged with half-pixel centres.');
        values.set(output, { ...from, enlarged: true });
        break;
      case 'add': {
        const [a, b] = known;
        const enlarged = known.find((value) => value?.enlarged);
        const sum =
          enlarged ?? (steps[b.value - 1].op === 'pointwise' && readers.get(inputs[1] ?? -1) === 1 ? b : a);
        const other = sum === a ? b : a;
        const relu = options?.byte(0) === RELU;
        if (enlarged) {
          assert(!relu, 'An enlarged map goes through ReLU.');
          const { level: small, channels: count } = steps[sum.value - 1];
          add({
            op: 'enlarge',
            input: sum.value,
            level: small - 1,
            channels: count,
            by: 'bilinear',
            add: other.value,
          });
        } else {
          const step = steps[sum.value - 1];
          assert(
            step.op === 'pointwise' && !step.relu && step.add === null && other.value < sum.value,
            'An addition is not known.',
          );
          Object.assign(step, { add: other.value, relu });
          values.set(output, sum);
        }
        break;
      }
      case 'depth-to-space':
        block = options?.int(0) ?? 0;
        values.set(output, from);
        break;
      case 'reshape':
        values.set(output, from);
        break;
      default:
        throw new Error(`Nothing is known of ${op}.`);
    }
  }
  const outputs = graph.ints(2).map((index) => values.get(index)?.value);
  assert(
    outputs.length === 2 && outputs.every(Boolean),
    'The network has other outputs than boxes and scores.',
  );
  return { steps, outputs, block, weights };
}

/** @param {boolean} condition @param {string} message @returns {asserts condition} */
function assert(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

/** Of a filter of which only the last side, the inputs, is sparse. @param {Uint16Array} values @param {readonly number[]} shape @param {Table} sparsity */
function densify(values, shape, sparsity) {
  const sides = sparsity.tables(2);
  const last = sides.at(-1);
  const dense = sides.slice(0, -1).every((side) => side.byte(0) === 0);
  assert(dense && last?.byte(0) === 1 && sparsity.ints(1).length === 0, 'A filter is sparse in another way.');
  assert(
    sparsity.ints(0).every((side, i) => side === i),
    'A filter is stored in another order.',
  );
  const segments = indices(last, 2);
  const columns = indices(last, 4);
  const width = shape.at(-1) ?? 0;
  const made = new Uint16Array(shape.reduce((a, b) => a * b, 1));
  for (let row = 0; row + 1 < segments.length; row++) {
    for (let i = segments[row] ?? 0; i < (segments[row + 1] ?? 0); i++) {
      made[row * width + (columns[i] ?? 0)] = values[i] ?? 0;
    }
  }
  return made;
}

/** A SparseIndexVector: its type in one field, itself in the next. @param {Table} side @param {number} id */
function indices(side, id) {
  const bytes = { 1: 4, 2: 2, 3: 1 }[side.byte(id)];
  assert(bytes !== undefined, 'The indices of a sparse filter are of a kind that is not known.');
  return side.table(id + 1)?.ints(0, bytes) ?? [];
}

/** (out, height, width, in) → (height, width, in, out). @param {Halves} filter @returns {Halves} */
function inputsFirst({ shape, halves }) {
  const [outputs = 0, height = 0, width = 0, inputs = 0] = shape;
  const length = height * width * inputs;
  const made = halves.map((_, i) => halves[(i % outputs) * length + Math.floor(i / outputs)] ?? 0);
  return { shape: [height, width, inputs, outputs], halves: made };
}

/** (1, height, width, channels) → (height, width, channels, 1). @param {Halves} filter @returns {Halves} */
function asDepthwise({ shape, halves }) {
  const [, height = 0, width = 0, channels = 0] = shape;
  return { shape: [height, width, channels, 1], halves };
}

/**
 * The two files of a network in our weights format.
 * @param {string} name of the network @param {number} size side of its picture, pixels @param {ReadNetwork} network
 * @returns {{json: Uint8Array, bin: Uint8Array}}
 */
export function writeWeights(name, size, { steps, outputs, block, weights }) {
  const entries = [...weights].map(([key, { shape }]) => ({
    name: key,
    shape,
    dtype: 'float32',
    quantization: { dtype: 'float16', original_dtype: 'float32' },
  }));
  const manifest = {
    format: 'guise-weights',
    version: 1,
    metadata: { network: { name, hyper: {}, size, block, plan: { steps, outputs } } },
    weightsManifest: [{ paths: [`${name}.bin`], weights: entries }],
  };
  const bytes = [...weights.values()].map(({ halves }) =>
    Buffer.from(halves.buffer, halves.byteOffset, halves.byteLength),
  );
  return { json: Buffer.from(JSON.stringify(manifest)), bin: Buffer.concat(bytes) };
}
