// Bilinear sampler: frame to crops, the frame's border repeated; for learned faces the mean of several samples. See cpu/sample.ts.
struct Slot {
  side: u32, cropAt: u32, scratchAt: u32, samples: u32,
  grid0: vec4f, grid1: vec4f, key0: vec4u, key1: vec4u, place: vec4f, shape: vec4f,
}

@group(0) @binding(0) var<storage, read_write> crops: array<vec4f>;
@group(0) @binding(1) var<storage, read> slots: array<Slot>;
@group(0) @binding(2) var frame: texture_2d<f32>;

@compute @workgroup_size(8, 8, 1)
fn sample(@builtin(global_invocation_id) id: vec3u) {
  let slot = slots[id.z];
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let n = slot.samples;
  var sum = vec3f(0.0);
  for (var k = 0u; k < n * n; k++) {
    let within = (vec2f(f32(k % n), f32(k / n)) + 0.5) / f32(n);
    sum += colourAt(slot, (vec2f(id.xy) + within) / f32(slot.side));
  }
  crops[slot.cropAt + id.y * slot.side + id.x] = vec4f(sum / f32(n * n), 1.0);
}

fn colourAt(slot: Slot, st: vec2f) -> vec3f {
  let top = vec2f(textureDimensions(frame)) - 1.0;
  let p = clamp(slot.grid0.xy + st.x * slot.grid0.zw + st.y * slot.grid1.xy - 0.5, vec2f(0.0), top);
  let low = vec2u(p);
  let high = min(low + 1u, vec2u(top));
  let f = p - vec2f(low);
  let upper = mix(textureLoad(frame, low, 0), textureLoad(frame, vec2u(high.x, low.y), 0), f.x);
  let lower = mix(textureLoad(frame, vec2u(low.x, high.y), 0), textureLoad(frame, high, 0), f.x);
  return mix(upper, lower, f.y).rgb;
}
