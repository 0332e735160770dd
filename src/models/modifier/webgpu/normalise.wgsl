// x · scale + shift, then ReLU, then the residual: what of a norm is not done by its reader. One invocation: four channels of a pixel.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let length = layer.inSide * layer.inSide * layer.inGroups;
  if (id.x >= length) { return; }
  let a = layer.affineAt + (id.z * layer.inGroups + id.x % layer.inGroups) * 2u;
  let at = id.z * length + id.x;
  var v = source[at] * affine[a] + affine[a + 1u];
  if (has(RELU)) { v = max(v, vec4f(0.0)); }
  if (has(ADDED)) { v += other[at]; }
  result[at] = v;
}
