// Depthwise convolution; the norm and ReLU of what comes before are done while reading it. One invocation: one pixel, four channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let side = layer.outSide;
  let groups = layer.outGroups;
  if (id.x >= side * side * groups) { return; }
  let c = id.x % groups;
  let x = (id.x / groups) % side;
  let y = id.x / (groups * side);
  let base = id.z * layer.inSide * layer.inSide * groups + c;
  let pad = i32(layer.kernel / 2u);
  let normalised = has(NORMALISED);
  let a = layer.affineAt + (id.z * groups + c) * 2u;
  let scale = affine[a];
  let shift = affine[a + 1u];
  var sum = vec4f(0.0);
  for (var ky = 0u; ky < layer.kernel; ky++) {
    let iy = i32(y * layer.stride + ky) - pad;
    if (iy < 0 || iy >= i32(layer.inSide)) { continue; }
    let row = base + u32(iy) * layer.inSide * groups;
    let w = layer.weightAt + ky * layer.kernel * groups + c;
    for (var kx = 0u; kx < layer.kernel; kx++) {
      let ix = i32(x * layer.stride + kx) - pad;
      if (ix < 0 || ix >= i32(layer.inSide)) { continue; }
      var v = source[row + u32(ix) * groups];
      if (normalised) { v = max(v * scale + shift, vec4f(0.0)); }
      sum += v * weights[w + kx * groups];
    }
  }
  result[id.z * side * side * groups + id.x] = sum;
}
