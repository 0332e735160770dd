// Depth to space, then clamp(x + sigmoid(h.w) (½ − x) + tanh(h.xyz), 0, 1). One invocation: one pixel of the picture.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let side = layer.outSide;
  if (id.x >= side * side) { return; }
  let x = id.x % side;
  let y = id.x / side;
  let half = side / 2u;
  let h = source[((id.z * half + y / 2u) * half + x / 2u) * 4u + 2u * (y % 2u) + x % 2u];
  let before = other[starts[id.z] + id.x].rgb;
  let share = 1.0 / (1.0 + exp(clamp(-h.w, -40.0, 40.0)));
  // Beyond ± 10 tanh is ± 1 in float32; some drivers overflow there.
  let drawn = tanh(clamp(h.xyz, vec3f(-10.0), vec3f(10.0)));
  result[id.z * side * side + id.x] = vec4f(clamp(before + share * (0.5 - before) + drawn, vec3f(0.0), vec3f(1.0)), 1.0);
}
