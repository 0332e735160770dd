// What every kernel of a face network sees; it is put in front of it. Values are NHWC, four channels a vec4f: pixel (x, y), channels
// 4c to 4c + 3, is at (y · width + x) · groups + c. Channels beyond the network's own are zeros.
struct Layer {
  inSize: vec2u, outSize: vec2u,    // pixels
  inGroups: u32, outGroups: u32,    // fours of channels
  addGroups: u32,                   // of the value that is added; 0: none
  relu: u32,
  weightAt: u32, biasAt: u32,       // in `weights`, in vec4f
  stride: u32, pad: u32,            // pad: zeros before
  factor: f32, offset: f32,         // what a byte of the picture is multiplied with, and what is added
  nearest: u32,                     // how a value is enlarged: 1 repeats, 0 is bilinear
  unused: u32,
}

@group(0) @binding(0) var<uniform> layer: Layer;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> result: array<vec4f>;
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read> other: array<vec4f>;
@group(0) @binding(5) var picture: texture_2d<f32>;

struct Place { x: u32, y: u32, c: u32 }

// Of the i-th four channels of the result.
fn placeOf(i: u32) -> Place {
  let pixel = i / layer.outGroups;
  return Place(pixel % layer.outSize.x, pixel / layer.outSize.x, i % layer.outGroups);
}

fn resultLength() -> u32 { return layer.outSize.x * layer.outSize.y * layer.outGroups; }

// Where pixel (x, y) of the source begins.
fn sourceAt(x: u32, y: u32) -> u32 { return (y * layer.inSize.x + x) * layer.inGroups; }

// The sum of a convolution at a pixel, group c: with what is added to it, and ReLU.
fn finished(sum: vec4f, pixel: u32, c: u32) -> vec4f {
  var v = sum;
  if (c < layer.addGroups) { v += other[pixel * layer.addGroups + c]; }
  if (layer.relu == 1u) { v = max(v, vec4f(0.0)); }
  return v;
}
