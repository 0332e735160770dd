// The frame with a view's covers drawn over it, one after another. See cpu/composite.ts.
struct Slot {
  side: u32, cropAt: u32, scratchAt: u32, samples: u32,
  grid0: vec4f, grid1: vec4f, key0: vec4u, key1: vec4u, place: vec4f, shape: vec4f,
}

@group(0) @binding(0) var<storage, read> crops: array<vec4f>;
@group(0) @binding(1) var<storage, read> slots: array<Slot>;
// How many slots the view shows, then their indices in drawing order.
@group(0) @binding(2) var<storage, read> order: array<u32>;
@group(0) @binding(3) var frame: texture_2d<f32>;

// As in safe/renderer.ts.
const PLAIN = vec3f(0.2, 0.24, 0.3);

@vertex
fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  // One triangle that covers the picture.
  return vec4f(f32(i % 2u) * 4.0 - 1.0, f32(i / 2u) * 4.0 - 1.0, 0.0, 1.0);
}

fn cropAtPosition(slot: Slot, position: vec2f) -> vec3f {
  let top = slot.side - 1u;
  // The grid, inverted.
  let d = position - slot.grid0.xy;
  let across = slot.grid0.zw;
  let down = slot.grid1.xy;
  let st = vec2f(d.x * down.y - d.y * down.x, d.y * across.x - d.x * across.y) / (across.x * down.y - down.x * across.y);
  let p = clamp(st * f32(slot.side) - 0.5, vec2f(0.0), vec2f(f32(top)));
  let low = vec2u(p);
  let high = min(low + 1u, vec2u(top));
  let f = p - vec2f(low);
  let row = slot.cropAt + low.y * slot.side;
  let next = slot.cropAt + high.y * slot.side;
  return mix(mix(crops[row + low.x], crops[row + high.x], f.x), mix(crops[next + low.x], crops[next + high.x], f.x), f.y).rgb;
}

// As in base/superellipse.ts.
fn radius(uv: vec2f, exponent: f32) -> f32 {
  let a = max(abs(uv), vec2f(1e-9));
  return pow(pow(a.x, exponent) + pow(a.y, exponent), 1.0 / exponent);
}

fn placeIn(slot: Slot, position: vec2f) -> vec2f {
  let d = position - slot.place.xy;
  return vec2f(dot(d, slot.shape.xy), d.y * slot.shape.x - d.x * slot.shape.y) / slot.place.zw;
}

fn isLearned(slot: Slot) -> bool { return slot.grid1.z > 0.5; }

fn opacity(uv: vec2f, exponent: f32, feather: f32) -> f32 {
  if (dot(uv, uv) <= 1.0) { return 1.0; }
  let distance = radius(uv, exponent);
  if (distance <= 1.0) { return 1.0; }
  if (distance >= 1.0 + feather) { return 0.0; }
  let t = (1.0 + feather - distance) / feather;
  return t * t * (3.0 - 2.0 * t);
}

@fragment
fn compose(@builtin(position) position: vec4f) -> @location(0) vec4f {
  var colour = textureLoad(frame, vec2u(position.xy), 0).rgb;
  // The learned face whose core holds the pixel nearest to its middle, if any: other learned faces leave it to that one.
  var nearest = order[0];
  var least = 1.0;
  for (var i = 0u; i < order[0]; i++) {
    let slot = slots[order[i + 1u]];
    if (isLearned(slot)) {
      let distance = radius(placeIn(slot, position.xy), slot.shape.z);
      if (distance < least) { least = distance; nearest = i; }
    }
  }
  for (var i = 0u; i < order[0]; i++) {
    let slot = slots[order[i + 1u]];
    if (isLearned(slot) && nearest < order[0] && nearest != i) { continue; }
    let uv = placeIn(slot, position.xy);
    if (max(abs(uv.x), abs(uv.y)) < 1.0 + slot.shape.w + 1e-6) {
      let alpha = opacity(uv, slot.shape.z, slot.shape.w);
      if (alpha > 0.0) {
        colour = mix(colour, mix(cropAtPosition(slot, position.xy), PLAIN, slot.grid1.w), alpha);
      }
    }
  }
  return vec4f(colour, 1.0);
}
