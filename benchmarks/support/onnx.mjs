/** Writes the modifier's plan and weights as an ONNX model (NCHW, opset 17), so that peers can run the same network. */

/** Protocol buffers: the wire types that ONNX needs. */
const text = new TextEncoder();

/** @param {number} value not negative */
function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** @param {readonly Uint8Array[]} parts */
function join(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const int = (/** @type {number} */ field, /** @type {number} */ value) =>
  join([varint(field * 8), varint(value)]);
const bytes = (/** @type {number} */ field, /** @type {Uint8Array} */ value) =>
  join([varint(field * 8 + 2), varint(value.length), value]);
const string = (/** @type {number} */ field, /** @type {string} */ value) => bytes(field, text.encode(value));
const float = (/** @type {number} */ field, /** @type {number} */ value) =>
  join([varint(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]);

/** AttributeProto. @param {string} name @param {number | readonly number[] | string} value @param {boolean} [real] */
function attribute(name, value, real = false) {
  if (typeof value === 'string') {
    return join([string(1, name), string(4, value), int(20, 3)]);
  }
  if (typeof value === 'number') {
    return real
      ? join([string(1, name), float(2, value), int(20, 1)])
      : join([string(1, name), int(3, value), int(20, 2)]);
  }
  return join([string(1, name), ...value.map((v) => int(8, v)), int(20, 7)]);
}

/** TensorProto of floats or int64. @param {string} name @param {readonly number[]} shape @param {Float32Array | BigInt64Array} values */
function tensor(name, shape, values) {
  const type = values instanceof Float32Array ? 1 : 7;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return join([...shape.map((side) => int(1, side)), int(2, type), string(8, name), bytes(9, raw)]);
}

/** ValueInfoProto of a float tensor whose first side is free. @param {string} name @param {readonly number[]} shape */
function valueInfo(name, shape) {
  const sides = [bytes(1, string(2, 'batch')), ...shape.map((side) => bytes(1, int(1, side)))];
  const type = bytes(1, join([int(1, 1), bytes(2, join(sides))]));
  return join([string(1, name), bytes(2, type)]);
}

/** (h, w, in, out) or depthwise (h, w, channels, 1) → (out, in, h, w). @param {{shape: readonly number[], values: Float32Array}} weight */
function toOnnx({ shape, values }) {
  const [h = 1, w = 1, input = 1, output = 1] = shape;
  const out = new Float32Array(values.length);
  const depthwise = output === 1;
  const [first, second] = depthwise ? [input, 1] : [output, input];
  for (let o = 0; o < first; o++) {
    for (let i = 0; i < second; i++) {
      for (let p = 0; p < h * w; p++) {
        out[(o * second + i) * h * w + p] =
          values[depthwise ? p * input + o : (p * input + i) * output + o] ?? 0;
      }
    }
  }
  return { shape: [first, second, h, w], values: out };
}

/**
 * @param {{side: number, plan: readonly any[], weights: ReadonlyMap<string, {shape: readonly number[], values: Float32Array}>}} modifier
 * @returns {Uint8Array} a ModelProto; input "x" and output "y" are (batch, 3, side, side) in [0, 1].
 */
export function writeOnnx({ side, plan, weights }) {
  /** @type {Uint8Array[]} */
  const nodes = [];
  /** @type {Uint8Array[]} */
  const constants = [];
  const names = new Map([[0, 'x']]);

  /** @param {string} op @param {readonly string[]} inputs @param {string} output @param {readonly Uint8Array[]} [attributes] */
  function node(op, inputs, output, attributes = []) {
    nodes.push(
      join([
        ...inputs.map((name) => string(1, name)),
        string(2, output),
        string(4, op),
        ...attributes.map((a) => bytes(5, a)),
      ]),
    );
    return output;
  }
  /** @param {string} name @param {readonly number[]} shape @param {Float32Array | BigInt64Array} values */
  function constant(name, shape, values) {
    constants.push(tensor(name, shape, values));
    return name;
  }
  const scalar = (/** @type {string} */ name, /** @type {number} */ value) =>
    constant(name, [1], Float32Array.of(value));
  const weight = (/** @type {string} */ name) => {
    const found = weights.get(name);
    if (!found) {
      throw new Error(`No weight ${name}.`);
    }
    const { shape, values } = found.shape.length === 4 ? toOnnx(found) : found;
    return constant(name, shape, values);
  };
  const [one, two, half] = [scalar('one', 1), scalar('two', 2), scalar('half', 0.5)];
  const twice = constant('twice', [4], Float32Array.of(1, 1, 2, 2));
  const ints = (/** @type {string} */ name, /** @type {number[]} */ values) =>
    constant(name, [values.length], BigInt64Array.from(values, BigInt));
  const [at0, at3, at4, axis] = [ints('at0', [0]), ints('at3', [3]), ints('at4', [4]), ints('axis', [1])];

  for (const step of plan) {
    const x = names.get(step.input) ?? '';
    const out = `v${step.output}`;
    const pad = (step.kernel - 1) / 2;
    switch (step.op) {
      case 'centre':
        node('Sub', [node('Mul', [x, two], `${out}m`), one], out);
        break;
      case 'convolution':
      case 'pointwise':
      case 'depthwise':
        node(
          'Conv',
          [x, weight(`${step.name}.weight`), ...(step.bias ? [weight(`${step.name}.bias`)] : [])],
          out,
          [
            attribute('kernel_shape', [step.kernel, step.kernel]),
            attribute('strides', [step.stride, step.stride]),
            attribute('pads', [pad, pad, pad, pad]),
            attribute('group', step.op === 'depthwise' ? step.channels : 1),
          ],
        );
        break;
      case 'norm': {
        const last = (/** @type {string} */ name, /** @type {boolean} */ more) =>
          more ? `${out}${name}` : out;
        let name = node(
          'InstanceNormalization',
          [x, weight(`${step.name}.weight`), weight(`${step.name}.bias`)],
          last('n', step.relu || step.add !== null),
          [attribute('epsilon', 1e-5, true)],
        );
        if (step.relu) {
          name = node('Relu', [name], last('r', step.add !== null));
        }
        if (step.add !== null) {
          node('Add', [name, names.get(step.add) ?? ''], out);
        }
        break;
      }
      case 'enlarge':
        node('Resize', [x, '', twice], out, [
          attribute('mode', 'linear'),
          attribute('coordinate_transformation_mode', 'half_pixel'),
        ]);
        break;
      case 'paint': {
        const h = node('DepthToSpace', [x], `${out}d`, [attribute('blocksize', 2), attribute('mode', 'DCR')]);
        const drawn = node('Tanh', [node('Slice', [h, at0, at3, axis], `${out}s`)], `${out}t`);
        const share = node('Sigmoid', [node('Slice', [h, at3, at4, axis], `${out}a`)], `${out}g`);
        const rest = node('Mul', [share, node('Sub', [half, 'x'], `${out}h`)], `${out}p`);
        const sum = node('Add', [node('Add', ['x', rest], `${out}q`), drawn], `${out}u`);
        node('Clip', [sum, 'low', 'high'], 'y');
        constants.push(tensor('low', [], Float32Array.of(0)), tensor('high', [], Float32Array.of(1)));
        break;
      }
      default:
        throw new Error(`No ONNX for ${step.op}.`);
    }
    names.set(step.output, out);
  }
  const graph = join([
    ...nodes.map((n) => bytes(1, n)),
    string(2, 'modifier'),
    ...constants.map((c) => bytes(5, c)),
    bytes(11, valueInfo('x', [3, side, side])),
    bytes(12, valueInfo('y', [3, side, side])),
  ]);
  return join([int(1, 8), bytes(7, graph), bytes(8, join([string(1, ''), int(2, 17)]))]);
}
