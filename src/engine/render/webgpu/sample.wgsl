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
  // A stranger's face lies there already.
  if (n == 0u) { return; }
  var sum = vec3f(0.0);
  for (var k = 0u; k < n * n; k++) {
    let within = (vec2f(f32(k % n), f32(k / n)) + 0.5) / f32(n);
    let st = (vec2f(id.xy) + within) / f32(slot.side);
    sum += bilinear(frame, slot.grid0.xy + st.x * slot.grid0.zw + st.y * slot.grid1.xy);
  }
  crops[slot.cropAt + id.y * slot.side + id.x] = vec4f(sum / f32(n * n), 1.0);
}
