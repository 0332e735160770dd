// The greatest of 2 × 2. One invocation: a pixel, four channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= resultLength()) { return; }
  let place = placeOf(id.x);
  let a = sourceAt(2u * place.x, 2u * place.y) + place.c;
  let below = a + layer.inSize.x * layer.inGroups;
  result[id.x] = max(
    max(source[a], source[a + layer.inGroups]),
    max(source[below], source[below + layer.inGroups]),
  );
}
