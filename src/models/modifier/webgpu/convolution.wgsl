// Convolution with (kernel − 1) / 2 zeros on every side. One invocation: one pixel, four output channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let side = layer.outSide;
  if (id.x >= side * side * layer.outGroups) { return; }
  let c = id.x % layer.outGroups;
  let x = (id.x / layer.outGroups) % side;
  let y = id.x / (layer.outGroups * side);
  let picture = has(CENTRED);
  let base = select(id.z * layer.inSide * layer.inSide * layer.inGroups, starts[id.z], picture);
  let pad = i32(layer.kernel / 2u);
  var sum = vec4f(0.0);
  if (has(BIASED)) { sum = weights[layer.biasAt + c]; }
  for (var ky = 0u; ky < layer.kernel; ky++) {
    let iy = i32(y * layer.stride + ky) - pad;
    if (iy < 0 || iy >= i32(layer.inSide)) { continue; }
    for (var kx = 0u; kx < layer.kernel; kx++) {
      let ix = i32(x * layer.stride + kx) - pad;
      if (ix < 0 || ix >= i32(layer.inSide)) { continue; }
      let at = base + (u32(iy) * layer.inSide + u32(ix)) * layer.inGroups;
      var w = layer.weightAt + (ky * layer.kernel + kx) * layer.inGroups * 4u * layer.outGroups + c;
      for (var k = 0u; k < layer.inGroups; k++) {
        var v = source[at + k];
        if (picture) { v = 2.0 * v - 1.0; }
        sum += v.x * weights[w] + v.y * weights[w + layer.outGroups]
             + v.z * weights[w + 2u * layer.outGroups] + v.w * weights[w + 3u * layer.outGroups];
        w += 4u * layer.outGroups;
      }
    }
  }
  result[id.z * side * side * layer.outGroups + id.x] = sum;
}
