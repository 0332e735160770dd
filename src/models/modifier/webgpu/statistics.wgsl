// Instance norm's mean and variance in one pass over a picture, made into scale and shift. One workgroup: 32 channels of a
// picture; 32 invocations share the pixels of each four channels. Sums are of what differs from the first pixel: no cancellation.
const LANES = 32u;
var<workgroup> sums: array<vec4f, 256>;
var<workgroup> squares: array<vec4f, 256>;

@compute @workgroup_size(8, 32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let groups = layer.inGroups;
  let pixels = layer.inSide * layer.inSide;
  let c = group.x * 8u + local.x;
  let slot = local.y * 8u + local.x;
  var sum = vec4f(0.0);
  var square = vec4f(0.0);
  let at = group.z * pixels * groups + min(c, groups - 1u);
  let first = source[at];
  for (var p = local.y; p < pixels; p += LANES) {
    let v = source[at + p * groups] - first;
    sum += v;
    square += v * v;
  }
  sums[slot] = sum;
  squares[slot] = square;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    if (local.y < half) {
      sums[slot] += sums[slot + half * 8u];
      squares[slot] += squares[slot + half * 8u];
    }
    workgroupBarrier();
  }
  if (local.y == 0u && c < groups) {
    let mean = sums[slot] / f32(pixels);
    let variance = max(squares[slot] / f32(pixels) - mean * mean, vec4f(0.0));
    let scale = weights[layer.weightAt + c] * inverseSqrt(variance + 1e-5);
    let o = layer.affineAt + (group.z * groups + c) * 2u;
    result[o] = scale;
    result[o + 1u] = weights[layer.biasAt + c] - (mean + first) * scale;
  }
}
