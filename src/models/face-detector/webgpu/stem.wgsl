// 3 × 3 convolution of the picture, stride 2. One invocation: a pixel, four output channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= resultLength()) { return; }
  let place = placeOf(id.x);
  var sum = weights[layer.biasAt + place.c];
  for (var tap = 0u; tap < 9u; tap++) {
    let x = i32(place.x * layer.stride + tap % 3u) - i32(layer.pad);
    let y = i32(place.y * layer.stride + tap / 3u) - i32(layer.pad);
    if (x < 0 || y < 0 || x >= i32(layer.inSize.x) || y >= i32(layer.inSize.y)) { continue; }
    let v = source[sourceAt(u32(x), u32(y))];
    let w = layer.weightAt + tap * 3u * layer.outGroups + place.c;
    sum += v.x * weights[w] + v.y * weights[w + layer.outGroups] + v.z * weights[w + 2u * layer.outGroups];
  }
  result[id.x] = finished(sum, id.x / layer.outGroups, place.c);
}
