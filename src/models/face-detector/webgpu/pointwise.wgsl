// 1 × 1 convolution: a matrix product. One invocation: four pixels, one after another in memory, four output channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixels = layer.outSize.x * layer.outSize.y;
  let c = id.x % layer.outGroups;
  let p = (id.x / layer.outGroups) * 4u;
  if (p >= pixels) { return; }
  let n = layer.inGroups;
  // Beyond the last pixel the last one is taken again, and not stored.
  let a = min(vec4u(p, p + 1u, p + 2u, p + 3u), vec4u(pixels - 1u)) * n;
  var w = layer.weightAt + c;
  let bias = weights[layer.biasAt + c];
  var sums = array<vec4f, 4>(bias, bias, bias, bias);
  for (var k = 0u; k < n; k++) {
    let filter4 = mat4x4f(
      weights[w], weights[w + layer.outGroups], weights[w + 2u * layer.outGroups], weights[w + 3u * layer.outGroups],
    );
    w += 4u * layer.outGroups;
    sums[0] += filter4 * source[a.x + k];
    sums[1] += filter4 * source[a.y + k];
    sums[2] += filter4 * source[a.z + k];
    sums[3] += filter4 * source[a.w + k];
  }
  for (var i = 0u; i < 4u; i++) {
    if (p + i < pixels) { result[(p + i) * layer.outGroups + c] = finished(sums[i], p + i, c); }
  }
}
