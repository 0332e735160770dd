/**
 * Adds TFLite Model Metadata to a model that has none. tasks-vision refuses a float model without
 * `NormalizationOptions`; the face models on npm were made for the older solution and lack them.
 *
 * FlatBuffers' offsets only point forward, so a new root with the new parts is put *before* the old file, whose bytes
 * stay as they are. Schemas: TensorFlow Lite `schema.fbs` (Model: 0 version, 1 operator_codes, 2 subgraphs, 3 description,
 * 4 buffers, 5 metadata_buffer, 6 metadata) and `metadata_schema.fbs`.
 */
import { Builder } from 'flatbuffers';

/** Enumerations of metadata_schema.fbs. */
const NORMALIZATION_OPTIONS = 1;
const IMAGE_PROPERTIES = 2;
const RGB = 1;

/**
 * The metadata of a model with one RGB image as input.
 * @param {{name: string, mean: number, std: number, outputs: readonly string[]}} options
 * @returns {Uint8Array}
 */
export function imageMetadata({ name, mean, std, outputs }) {
  const b = new Builder(1024);
  const floats = (/** @type {readonly number[]} */ values) => {
    b.startVector(4, values.length, 4);
    for (const value of values.toReversed()) b.addFloat32(value);
    return b.endVector();
  };
  const offsets = (/** @type {readonly number[]} */ values) => {
    b.startVector(4, values.length, 4);
    for (const value of values.toReversed()) b.addOffset(value);
    return b.endVector();
  };
  const table = (/** @type {number} */ fields, /** @type {() => void} */ fill) => {
    b.startObject(fields);
    fill();
    return b.endObject();
  };
  const tensor = (/** @type {string} */ label, content = 0, processUnits = 0) => {
    const text = b.createString(label);
    return table(7, () => {
      b.addFieldOffset(0, text, 0);
      b.addFieldOffset(3, content, 0);
      b.addFieldOffset(4, processUnits, 0);
    });
  };
  const means = floats([mean]);
  const stds = floats([std]);
  const normalization = table(2, () => {
    b.addFieldOffset(0, means, 0);
    b.addFieldOffset(1, stds, 0);
  });
  const processUnits = offsets([
    table(2, () => {
      b.addFieldInt8(0, NORMALIZATION_OPTIONS, 0);
      b.addFieldOffset(1, normalization, 0);
    }),
  ]);
  const image = table(2, () => b.addFieldInt8(0, RGB, 0));
  const content = table(3, () => {
    b.addFieldInt8(0, IMAGE_PROPERTIES, 0);
    b.addFieldOffset(1, image, 0);
  });
  const inputs = offsets([tensor('image', content, processUnits)]);
  const outs = offsets(outputs.map((label) => tensor(label)));
  const subgraph = table(10, () => {
    b.addFieldOffset(2, inputs, 0);
    b.addFieldOffset(3, outs, 0);
  });
  const subgraphs = offsets([subgraph]);
  const title = b.createString(name);
  const parser = b.createString('1.0.0');
  const root = table(8, () => {
    b.addFieldOffset(0, title, 0);
    b.addFieldOffset(3, subgraphs, 0);
    b.addFieldOffset(7, parser, 0);
  });
  b.finish(root, 'M001');
  return b.asUint8Array();
}

/**
 * @param {Uint8Array} model a .tflite file
 * @param {Uint8Array} metadata from `imageMetadata`
 * @returns {Uint8Array} the file with metadata
 * @throws {Error} when it is no TFLite model
 */
export function addMetadata(model, metadata) {
  const old = new DataView(model.buffer, model.byteOffset, model.byteLength);
  if (String.fromCharCode(...model.subarray(4, 8)) !== 'TFL3') {
    throw new Error('This file is no TFLite model (TFL3).');
  }
  const u32 = (/** @type {number} */ at) => old.getUint32(at, true);
  const root = u32(0);
  const vtable = root - old.getInt32(root, true);
  const vtableSize = old.getUint16(vtable, true);
  /** Where a field's value stands, 0 when absent. */
  const field = (/** @type {number} */ id) => {
    const slot = 4 + 2 * id;
    const offset = slot < vtableSize ? old.getUint16(vtable + slot, true) : 0;
    return offset ? root + offset : 0;
  };
  const target = (/** @type {number} */ id) => {
    const at = field(id);
    return at ? at + u32(at) : 0;
  };
  /** What the elements of a vector of offsets point at. */
  const elements = (/** @type {number} */ vector) =>
    vector ? Array.from({ length: u32(vector) }, (_, i) => vector + 4 + 4 * i + u32(vector + 4 + 4 * i)) : [];
  const buffers = elements(target(4));
  const entries = elements(target(6));
  const label = 'TFLITE_METADATA';
  // The layout of what is put in front. Every part is 4-aligned; model buffers want 16.
  let end = 8;
  const place = (/** @type {number} */ bytes, alignment = 4) => {
    end = align(end, alignment);
    const at = end;
    end += bytes;
    return at;
  };
  const FIELDS = 7;
  const modelVtable = place(4 + 2 * FIELDS);
  const modelTable = place(4 + 4 * FIELDS);
  const bufferVector = place(4 + 4 * (buffers.length + 1));
  const entryVector = place(4 + 4 * (entries.length + 1));
  const entryVtable = place(4 + 2 * 2);
  const entryTable = place(12);
  const labelAt = place(4 + label.length + 1);
  const bufferVtable = place(4 + 2);
  const bufferTable = place(8);
  end = align(end + 4, 16) - 4;
  const dataVector = place(4 + metadata.length);
  const shift = align(end, 16);
  const out = new Uint8Array(shift + model.length);
  out.set(model, shift);
  const view = new DataView(out.buffer);
  const put32 = (/** @type {number} */ at, /** @type {number} */ value) => view.setUint32(at, value, true);
  const put16 = (/** @type {number} */ at, /** @type {number} */ value) => view.setUint16(at, value, true);
  const point = (/** @type {number} */ at, /** @type {number} */ to) => put32(at, to - at);
  point(0, modelTable);
  out.set(new TextEncoder().encode('TFL3'), 4);
  put16(modelVtable, 4 + 2 * FIELDS);
  put16(modelVtable + 2, 4 + 4 * FIELDS);
  view.setInt32(modelTable, modelTable - modelVtable, true);
  const slotOf = (/** @type {number} */ id) => {
    put16(modelVtable + 4 + 2 * id, 4 + 4 * id);
    return modelTable + 4 + 4 * id;
  };
  put32(slotOf(0), field(0) ? u32(field(0)) : 3);
  for (const id of [1, 2, 3, 5]) {
    if (target(id)) point(slotOf(id), shift + target(id));
  }
  point(slotOf(4), bufferVector);
  point(slotOf(6), entryVector);
  const vector = (
    /** @type {number} */ at,
    /** @type {readonly number[]} */ olds,
    /** @type {number} */ added,
  ) => {
    put32(at, olds.length + 1);
    for (const [i, to] of [...olds.map((o) => shift + o), added].entries()) point(at + 4 + 4 * i, to);
  };
  vector(bufferVector, buffers, bufferTable);
  vector(entryVector, entries, entryTable);
  put16(entryVtable, 8);
  put16(entryVtable + 2, 12);
  put16(entryVtable + 4, 4);
  put16(entryVtable + 6, 8);
  view.setInt32(entryTable, entryTable - entryVtable, true);
  point(entryTable + 4, labelAt);
  put32(entryTable + 8, buffers.length);
  put32(labelAt, label.length);
  out.set(new TextEncoder().encode(label), labelAt + 4);
  put16(bufferVtable, 6);
  put16(bufferVtable + 2, 8);
  put16(bufferVtable + 4, 4);
  view.setInt32(bufferTable, bufferTable - bufferVtable, true);
  point(bufferTable + 4, dataVector);
  put32(dataVector, metadata.length);
  out.set(metadata, dataVector + 4);
  return out;
}

/** @param {number} value @param {number} to */
function align(value, to) {
  return Math.ceil(value / to) * to;
}
