// 3 × 3 convolution by channel. One invocation: a pixel, four channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= resultLength()) { return; }
  let place = placeOf(id.x);
  var sum = weights[layer.biasAt + place.c];
  for (var tap = 0u; tap < 9u; tap++) {
    let x = i32(place.x * layer.stride + tap % 3u) - i32(layer.pad);
    let y = i32(place.y * layer.stride + tap / 3u) - i32(layer.pad);
    if (x < 0 || y < 0 || x >= i32(layer.inSize.x) || y >= i32(layer.inSize.y)) { continue; }
    sum += source[sourceAt(u32(x), u32(y)) + place.c] * weights[layer.weightAt + tap * layer.outGroups + place.c];
  }
  result[id.x] = finished(sum, id.x / layer.outGroups, place.c);
}
