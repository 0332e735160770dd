import { ByteBuffer } from 'flatbuffers';
import { expect, test } from 'vitest';
import { generator, randomModifierWeights } from '../../src/models/modifier/random.ts';
import { OPERATORS, writeTflite } from './tflite.mjs';

const small = randomModifierWeights({ width: 4, blocks: 1 }, 16, generator(1));

/** A table of a flatbuffer: its fields by number, 0 or null where they are absent. */
class Table {
  /** @param {ByteBuffer} buffer @param {number} at */
  constructor(buffer, at) {
    this.buffer = buffer;
    this.at = at;
  }
  /** @param {number} id */
  #field(id) {
    const offset = this.buffer.__offset(this.at, 4 + 2 * id);
    return offset ? this.at + offset : 0;
  }
  int = (/** @type {number} */ id) => (this.#field(id) ? this.buffer.readInt32(this.#field(id)) : 0);
  byte = (/** @type {number} */ id) => (this.#field(id) ? this.buffer.readInt8(this.#field(id)) : 0);
  text = (/** @type {number} */ id) => this.buffer.__string(this.#field(id));
  table = (/** @type {number} */ id) => new Table(this.buffer, this.buffer.__indirect(this.#field(id)));
  /** Where a vector's first element stands, and how many there are. @param {number} id */
  vector(id) {
    const field = this.#field(id);
    return field ? { from: this.buffer.__vector(field), length: this.buffer.__vector_len(field) } : null;
  }
  ints(/** @type {number} */ id) {
    const { from, length } = this.vector(id) ?? { from: 0, length: 0 };
    return Array.from({ length }, (_, i) => this.buffer.readInt32(from + 4 * i));
  }
  tables(/** @type {number} */ id) {
    const { from, length } = this.vector(id) ?? { from: 0, length: 0 };
    return Array.from({ length }, (_, i) => new Table(this.buffer, this.buffer.__indirect(from + 4 * i)));
  }
}

/** @param {Uint8Array} file */
function read(file) {
  const buffer = new ByteBuffer(file);
  expect(buffer.__has_identifier('TFL3')).toBe(true);
  const model = new Table(buffer, buffer.readInt32(0));
  const [subgraph] = model.tables(2);
  if (!subgraph) {
    throw new Error('no subgraph');
  }
  const buffers = model.tables(4);
  const codes = model.tables(1).map((code) => code.int(3));
  const tensors = subgraph.tables(0).map((tensor) => {
    const data = buffers[tensor.int(2)]?.vector(0) ?? null;
    return {
      name: tensor.text(3),
      shape: tensor.ints(0),
      type: tensor.byte(1),
      data: data && file.slice(data.from, data.from + data.length),
      aligned: !data || data.from % 16 === 0,
    };
  });
  const operators = subgraph.tables(3).map((operator) => ({
    code: codes[operator.int(0)],
    inputs: operator.ints(1),
    outputs: operator.ints(2),
    optionsType: operator.byte(3),
    options: operator.table(4),
  }));
  return { model, tensors, operators, inputs: subgraph.ints(1), outputs: subgraph.ints(2) };
}

test('a model of one graph from pictures to pictures of the same shape, for as many as were asked for', () => {
  const { model, tensors, operators, inputs, outputs } = read(writeTflite(small, 3));
  expect(model.int(0)).toBe(3);
  expect(inputs.map((i) => tensors[i])).toMatchObject([{ name: 'x', shape: [3, 16, 16, 3], data: null }]);
  expect(outputs.map((i) => tensors[i])).toMatchObject([{ name: 'y', shape: [3, 16, 16, 3], data: null }]);
  expect(tensors.every(({ aligned }) => aligned)).toBe(true);
  const plain = small.plan.filter(({ op }) => op === 'convolution' || op === 'pointwise');
  const count = (/** @type {number | undefined} */ code) => operators.filter((o) => o.code === code).length;
  expect(count(OPERATORS.CONV_2D[0])).toBe(plain.length);
  expect(count(OPERATORS.DEPTHWISE_CONV_2D[0])).toBe(
    small.plan.filter(({ op }) => op === 'depthwise').length,
  );
  expect(count(OPERATORS.RSQRT[0])).toBe(small.plan.filter(({ op }) => op === 'norm').length);
});

test('every operator reads what is given or made before it, and every value is made once', () => {
  const { tensors, operators, inputs } = read(writeTflite(small, 1));
  const known = new Set([...inputs, ...tensors.keys()].filter((i) => inputs.includes(i) || tensors[i]?.data));
  for (const { inputs: from, outputs: to } of operators) {
    expect(from.every((i) => known.has(i))).toBe(true);
    for (const made of to) {
      expect(known.has(made)).toBe(false);
      known.add(made);
    }
  }
  expect(known.size).toBe(tensors.length);
});

test('constants have as many values as their shapes say', () => {
  for (const { data, shape } of read(writeTflite(small, 1)).tensors) {
    expect(data?.length ?? 0).toBe(data ? 4 * shape.reduce((n, side) => n * side, 1) : 0);
  }
});

test('filters are laid out as TensorFlow Lite wants them, and strides and padding are those of the plan', () => {
  const { tensors, operators } = read(writeTflite(small, 1));
  const floats = (/** @type {string} */ name) => {
    const found = tensors.find((tensor) => tensor.name === name);
    return { shape: found?.shape, values: new Float32Array(found?.data?.buffer ?? new ArrayBuffer(0)) };
  };
  const stem = small.weights.get('stem.weight');
  const [h = 0, w = 0, input = 0, output = 0] = stem?.shape ?? [];
  const written = floats('stem.weight');
  expect(written.shape).toEqual([output, h, w, input]);
  // Tap (1, 2) of input channel 1 for output channel 3.
  expect(written.values[((3 * h + 1) * w + 2) * input + 1]).toBe(
    stem?.values[((1 * w + 2) * input + 1) * output + 3],
  );
  const depthwise = small.plan.find(({ op }) => op === 'depthwise');
  const name = `${/** @type {any} */ (depthwise).name}.weight`;
  expect(floats(name).shape).toEqual([1, 3, 3, depthwise?.op === 'depthwise' ? depthwise.channels : 0]);
  expect(floats(name).values).toEqual(small.weights.get(name)?.values);

  const pads = tensors.find((tensor) => tensor.name === 'stem.pads');
  expect(new Int32Array(pads?.data?.buffer ?? new ArrayBuffer(0))).toEqual(
    Int32Array.of(0, 0, 2, 2, 2, 2, 0, 0),
  );
  const first = operators.find(({ code }) => code === OPERATORS.CONV_2D[0]);
  expect(first?.optionsType).toBe(1);
  expect([0, 1, 2].map((id) => (id === 0 ? first?.options.byte(id) : first?.options.int(id)))).toEqual([
    1, 2, 2,
  ]);
});
