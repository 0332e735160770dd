/**
 * Writes the modifier's plan and weights as a TensorFlow Lite model (NHWC, float32), so that LiteRT can run the same network.
 * Field and enumeration numbers are those of TensorFlow Lite's schema.fbs, version 3.
 */
import { Builder } from 'flatbuffers';

/** BuiltinOperator: code and version. */
export const OPERATORS = {
  ADD: [0, 1],
  CONV_2D: [3, 1],
  DEPTHWISE_CONV_2D: [4, 1],
  DEPTH_TO_SPACE: [5, 1],
  LOGISTIC: [14, 1],
  MUL: [18, 1],
  /** Half-pixel centres came with version 3. */
  RESIZE_BILINEAR: [23, 3],
  TANH: [28, 1],
  PAD: [34, 1],
  MEAN: [40, 1],
  SUB: [41, 1],
  MAXIMUM: [55, 1],
  MINIMUM: [57, 1],
  SLICE: [65, 1],
  RSQRT: [76, 1],
  SQUARED_DIFFERENCE: [99, 1],
};
/** Padding, ActivationFunctionType and TensorType. */
const VALID = 1;
const [NONE, RELU] = [0, 1];
const [FLOAT32, INT32] = [0, 2];
const EPSILON = 1e-5;

/** @typedef {{type: number, shape: readonly number[], data: Float32Array | Int32Array | null, name: string}} Tensor */
/** @typedef {{name: keyof typeof OPERATORS, inputs: number[], output: number, options: Options | null}} Operator */
/** @typedef {{type: number, fields: readonly (readonly [number, 8 | 32, number])[]}} Options a field: id, bits, value */

/** @param {number} type @param {Options['fields'][number][]} fields @returns {Options} */
const table = (type, ...fields) => ({ type, fields });

/** Options of the operators; the first number is that of BuiltinOptions. */
const options = {
  convolution: (/** @type {number} */ stride) =>
    table(1, [0, 8, VALID], [1, 32, stride], [2, 32, stride], [3, 8, NONE], [4, 32, 1], [5, 32, 1]),
  depthwise: (/** @type {number} */ stride) =>
    table(
      2,
      [0, 8, VALID],
      [1, 32, stride],
      [2, 32, stride],
      [3, 32, 1],
      [4, 8, NONE],
      [5, 32, 1],
      [6, 32, 1],
    ),
  add: (/** @type {number} */ activation) => table(11, [0, 8, activation]),
  resize: () => table(15, [2, 8, 0], [3, 8, 1]),
  multiply: () => table(21),
  pad: () => table(22),
  reduce: () => table(27, [0, 8, 1]),
  subtract: () => table(28),
  extremum: () => table(39),
  slice: () => table(48),
  squaredDifference: () => table(76),
  depthToSpace: (/** @type {number} */ block) => table(94, [0, 32, block]),
};

/** (h, w, in, out) → (out, h, w, in). @param {{shape: readonly number[], values: Float32Array}} weight */
function outputFirst({ shape, values }) {
  const [h = 1, w = 1, input = 1, output = 1] = shape;
  const data = new Float32Array(values.length);
  const taps = h * w * input;
  for (let i = 0; i < taps; i++) {
    for (let o = 0; o < output; o++) {
      data[o * taps + i] = values[i * output + o] ?? 0;
    }
  }
  return { shape: [output, h, w, input], data };
}

/**
 * @param {{side: number, plan: readonly any[], weights: ReadonlyMap<string, {shape: readonly number[], values: Float32Array}>}} modifier
 * @param {number} count pictures at once; fixed in the model, as LiteRT prepares its memory when it loads it
 * @returns {Uint8Array} a .tflite file; input "x" and output "y" are (count, side, side, 3) in [0, 1].
 */
export function writeTflite({ side, plan, weights }, count) {
  /** @type {Tensor[]} */
  const tensors = [];
  /** @type {Operator[]} */
  const operators = [];

  /** @param {string} name @param {readonly number[]} shape @param {Float32Array | Int32Array | null} [data] @returns {number} its index */
  function tensor(name, shape, data = null) {
    tensors.push({ name, shape, data, type: data instanceof Int32Array ? INT32 : FLOAT32 });
    return tensors.length - 1;
  }
  const floats = (/** @type {string} */ name, /** @type {number[]} */ ...values) =>
    tensor(name, [values.length], Float32Array.from(values));
  const ints = (/** @type {string} */ name, /** @type {number[]} */ values, shape = [values.length]) =>
    tensor(name, shape, Int32Array.from(values));
  /** @param {keyof typeof OPERATORS} name @param {number[]} inputs @param {readonly number[]} shape of the output @param {Options | null} [given] */
  function apply(name, inputs, shape, given = null) {
    const output = tensor(`v${operators.length}`, shape);
    operators.push({ name, inputs, output, options: given });
    return output;
  }
  const shapeOf = (/** @type {number} */ index) => tensors[index]?.shape ?? [];
  const weight = (/** @type {string} */ name) => {
    const found = weights.get(name);
    if (!found) {
      throw new Error(`No weight ${name}.`);
    }
    return found;
  };
  const vector = (/** @type {string} */ name) => tensor(name, weight(name).shape, weight(name).values);
  const multiply = (/** @type {number} */ a, /** @type {number} */ b) =>
    apply('MUL', [a, b], shapeOf(a), options.multiply());
  const add = (/** @type {number} */ a, /** @type {number} */ b, activation = NONE) =>
    apply('ADD', [a, b], shapeOf(a), options.add(activation));
  const subtract = (/** @type {number} */ a, /** @type {number} */ b, shape = shapeOf(a)) =>
    apply('SUB', [a, b], shape, options.subtract());

  const x = tensor('x', [count, side, side, 3]);
  const [one, two, half, low, epsilon] = [
    floats('one', 1),
    floats('two', 2),
    floats('half', 0.5),
    floats('low', 0),
    floats('epsilon', EPSILON),
  ];
  const pixels = ints('pixels', [1, 2]);
  const values = new Map([[0, x]]);
  let y = x;

  /** `pad` zeros on every side, then a convolution without padding: at stride 2 "same" would be off by a pixel. */
  const padded = (/** @type {number} */ input, /** @type {number} */ pad, /** @type {string} */ name) => {
    const [n = 1, h = 1, w = 1, c = 1] = shapeOf(input);
    const pads = ints(`${name}.pads`, [0, 0, pad, pad, pad, pad, 0, 0], [4, 2]);
    return pad === 0 ? input : apply('PAD', [input, pads], [n, h + 2 * pad, w + 2 * pad, c], options.pad());
  };

  for (const step of plan) {
    const input = values.get(step.input) ?? 0;
    const [, height = 1, width = 1, channels = 1] = shapeOf(input);
    const shape = [count, side * step.scale, side * step.scale, step.channels];
    switch (step.op) {
      case 'centre':
        values.set(step.output, subtract(multiply(input, two), one));
        break;
      case 'convolution':
      case 'pointwise':
      case 'depthwise': {
        const name = `${step.name}.weight`;
        const { shape: kernel, values: taps } = weight(name);
        const deep = step.op === 'depthwise';
        const filter = deep
          ? { shape: [1, step.kernel, step.kernel, step.channels], data: taps }
          : outputFirst({ shape: kernel, values: taps });
        const bias = step.bias
          ? vector(`${step.name}.bias`)
          : tensor(`${step.name}.zeros`, [step.channels], new Float32Array(step.channels));
        values.set(
          step.output,
          apply(
            deep ? 'DEPTHWISE_CONV_2D' : 'CONV_2D',
            [padded(input, (step.kernel - 1) / 2, step.name), tensor(name, filter.shape, filter.data), bias],
            shape,
            deep ? options.depthwise(step.stride) : options.convolution(step.stride),
          ),
        );
        break;
      }
      case 'norm': {
        // TensorFlow Lite has no instance norm; this is the shortest form of it, two passes and two averages.
        const single = [count, 1, 1, channels];
        const mean = apply('MEAN', [input, pixels], single, options.reduce());
        const squares = apply('SQUARED_DIFFERENCE', [input, mean], shape, options.squaredDifference());
        const variance = apply('MEAN', [squares, pixels], single, options.reduce());
        const scale = multiply(
          apply('RSQRT', [add(variance, epsilon)], single),
          vector(`${step.name}.weight`),
        );
        const shift = subtract(vector(`${step.name}.bias`), multiply(mean, scale), single);
        const normal = add(multiply(input, scale), shift, step.relu ? RELU : NONE);
        values.set(step.output, step.add === null ? normal : add(normal, values.get(step.add) ?? 0));
        break;
      }
      case 'enlarge': {
        const size = ints(`size${step.output}`, [height * 2, width * 2]);
        values.set(step.output, apply('RESIZE_BILINEAR', [input, size], shape, options.resize()));
        break;
      }
      case 'paint': {
        const block = 2;
        const h = apply('DEPTH_TO_SPACE', [input], [count, side, side, 4], options.depthToSpace(block));
        const part = (/** @type {number} */ from, /** @type {number} */ size) =>
          apply(
            'SLICE',
            [h, ints(`from${from}`, [0, 0, 0, from]), ints(`size${from}`, [count, side, side, size])],
            [count, side, side, size],
            options.slice(),
          );
        const drawn = apply('TANH', [part(0, 3)], shape);
        const share = apply('LOGISTIC', [part(3, 1)], [count, side, side, 1]);
        const rest = multiply(subtract(half, x, shape), share);
        const sum = add(add(x, rest), drawn);
        const bounded = apply('MAXIMUM', [sum, low], shape, options.extremum());
        y = apply('MINIMUM', [bounded, one], shape, options.extremum());
        values.set(step.output, y);
        break;
      }
      default:
        throw new Error(`No TensorFlow Lite for ${step.op}.`);
    }
  }
  const made = tensors[y];
  if (made) {
    made.name = 'y';
  }
  return serialise(tensors, operators, x, y);
}

/**
 * The flatbuffer: model, one subgraph, a buffer for each tensor with data (buffer 0 is empty, as the schema demands).
 * @param {readonly Tensor[]} tensors @param {readonly Operator[]} operators @param {number} input @param {number} output
 */
function serialise(tensors, operators, input, output) {
  const b = new Builder(1 << 16);
  const offsets = (/** @type {readonly number[]} */ list) => {
    b.startVector(4, list.length, 4);
    for (const at of list.toReversed()) b.addOffset(at);
    return b.endVector();
  };
  const ints = (/** @type {readonly number[]} */ list) => {
    b.startVector(4, list.length, 4);
    for (const value of list.toReversed()) b.addInt32(value);
    return b.endVector();
  };
  const table = (/** @type {number} */ size, /** @type {() => void} */ fill) => {
    b.startObject(size);
    fill();
    return b.endObject();
  };
  const data = (/** @type {Float32Array | Int32Array} */ values) => {
    b.startVector(1, values.byteLength, 16);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (const byte of bytes.toReversed()) b.addInt8(byte);
    return b.endVector();
  };

  const buffers = [table(1, () => {})];
  const tensorTables = tensors.map(({ name, shape, data: values, type }) => {
    let buffer = 0;
    if (values) {
      const bytes = data(values);
      buffer = buffers.push(table(1, () => b.addFieldOffset(0, bytes, 0))) - 1;
    }
    const [sides, label] = [ints(shape), b.createString(name)];
    return table(4, () => {
      b.addFieldOffset(0, sides, 0);
      b.addFieldInt8(1, type, 0);
      b.addFieldInt32(2, buffer, 0);
      b.addFieldOffset(3, label, 0);
    });
  });
  const used = [...new Set(operators.map(({ name }) => name))];
  const operatorTables = operators.map(({ name, inputs, output: made, options: given }) => {
    const [from, to] = [ints(inputs), ints([made])];
    const chosen =
      given &&
      table(7, () => {
        for (const [id, bits, value] of given.fields) {
          // No value is -1, so that every field is written, whatever its default.
          if (bits === 8) {
            b.addFieldInt8(id, value, -1);
          } else {
            b.addFieldInt32(id, value, -1);
          }
        }
      });
    return table(5, () => {
      b.addFieldInt32(0, used.indexOf(name), 0);
      b.addFieldOffset(1, from, 0);
      b.addFieldOffset(2, to, 0);
      if (given && chosen) {
        b.addFieldInt8(3, given.type, 0);
        b.addFieldOffset(4, chosen, 0);
      }
    });
  });
  const codes = used.map((name) => {
    const [code = 0, version = 1] = OPERATORS[name];
    return table(4, () => {
      b.addFieldInt8(0, code, 0);
      b.addFieldInt32(2, version, 1);
      b.addFieldInt32(3, code, 0);
    });
  });
  const [tensorList, inputs, outputs, operatorList, title] = [
    offsets(tensorTables),
    ints([input]),
    ints([output]),
    offsets(operatorTables),
    b.createString('modifier'),
  ];
  const subgraph = table(5, () => {
    for (const [id, at] of [tensorList, inputs, outputs, operatorList, title].entries()) {
      b.addFieldOffset(id, at, 0);
    }
  });
  const [codeList, subgraphs, description, bufferList] = [
    offsets(codes),
    offsets([subgraph]),
    b.createString('The modifier, for comparison'),
    offsets(buffers),
  ];
  const root = table(5, () => {
    b.addFieldInt32(0, 3, 0);
    b.addFieldOffset(1, codeList, 0);
    b.addFieldOffset(2, subgraphs, 0);
    b.addFieldOffset(3, description, 0);
    b.addFieldOffset(4, bufferList, 0);
  });
  b.finish(root, 'TFL3');
  return b.asUint8Array();
}
