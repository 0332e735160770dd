// What every kernel of the modifier sees; it is put in front of it. Values are NHWC, four channels a vec4f: pixel (x, y) of
// picture b, channels 4c to 4c + 3, is at ((b · side + y) · side + x) · groups + c. One dispatch does all pictures (z).
struct Layer {
  inSide: u32, outSide: u32,
  inGroups: u32, outGroups: u32,  // fours of channels
  kernel: u32, stride: u32,
  weightAt: u32, biasAt: u32,     // in `weights`, in vec4f
  affineAt: u32,                  // of the input's norm, in `affine`, in vec4f
  flags: u32,
  padding0: u32, padding1: u32,
}

const CENTRED = 1u;     // the input is the picture: 2x − 1 is taken of it
const NORMALISED = 2u;  // the input still has to be normalised, and then relu: scale and shift are in `affine`
const BIASED = 4u;
const RELU = 8u;
const ADDED = 16u;

@group(0) @binding(0) var<uniform> layer: Layer;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> result: array<vec4f>;
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
// Scale and shift for each picture and four channels.
@group(0) @binding(4) var<storage, read> affine: array<vec4f>;
@group(0) @binding(5) var<storage, read> other: array<vec4f>;
// Where in the buffer of pictures each of the batch begins, in vec4f.
@group(0) @binding(6) var<storage, read> starts: array<u32>;

fn has(flag: u32) -> bool { return (layer.flags & flag) != 0u; }
