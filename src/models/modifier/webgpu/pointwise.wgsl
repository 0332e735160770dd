// 1 × 1 convolution: a matrix product. One invocation: four pixels in a row of memory, four output channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixels = layer.outSide * layer.outSide;
  let c = id.x % layer.outGroups;
  let p = (id.x / layer.outGroups) * 4u;
  if (p >= pixels) { return; }
  let n = layer.inGroups;
  let a = (id.z * pixels + p) * n;
  var w = layer.weightAt + c;
  var s0 = vec4f(0.0);
  var s1 = vec4f(0.0);
  var s2 = vec4f(0.0);
  var s3 = vec4f(0.0);
  for (var k = 0u; k < n; k++) {
    let w0 = weights[w];
    let w1 = weights[w + layer.outGroups];
    let w2 = weights[w + 2u * layer.outGroups];
    let w3 = weights[w + 3u * layer.outGroups];
    w += 4u * layer.outGroups;
    let v0 = source[a + k];
    let v1 = source[a + n + k];
    let v2 = source[a + 2u * n + k];
    let v3 = source[a + 3u * n + k];
    s0 += v0.x * w0 + v0.y * w1 + v0.z * w2 + v0.w * w3;
    s1 += v1.x * w0 + v1.y * w1 + v1.z * w2 + v1.w * w3;
    s2 += v2.x * w0 + v2.y * w1 + v2.z * w2 + v2.w * w3;
    s3 += v3.x * w0 + v3.y * w1 + v3.z * w2 + v3.w * w3;
  }
  let o = (id.z * pixels + p) * layer.outGroups + c;
  result[o] = s0;
  result[o + layer.outGroups] = s1;
  result[o + 2u * layer.outGroups] = s2;
  result[o + 3u * layer.outGroups] = s3;
}
