// Bilinear × 2, half-pixel centres, the border repeated. One invocation: four channels of a pixel.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let side = layer.outSide;
  let groups = layer.inGroups;
  if (id.x >= side * side * groups) { return; }
  let c = id.x % groups;
  let x = (id.x / groups) % side;
  let y = id.x / (groups * side);
  let last = layer.inSide - 1u;
  let p = clamp((vec2f(f32(x), f32(y)) + 0.5) * 0.5 - 0.5, vec2f(0.0), vec2f(f32(last)));
  let low = vec2u(p);
  let high = min(low + 1u, vec2u(last));
  let f = p - vec2f(low);
  let base = id.z * layer.inSide * layer.inSide * groups + c;
  let top = base + low.y * layer.inSide * groups;
  let bottom = base + high.y * layer.inSide * groups;
  let upper = mix(source[top + low.x * groups], source[top + high.x * groups], f.x);
  let lower = mix(source[bottom + low.x * groups], source[bottom + high.x * groups], f.x);
  result[id.z * side * side * groups + id.x] = mix(upper, lower, f.y);
}
