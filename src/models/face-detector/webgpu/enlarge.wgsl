// × 2, repeating or bilinear with half-pixel centres, plus another value. One invocation: a pixel, four channels.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= resultLength()) { return; }
  let place = placeOf(id.x);
  let near = vec2u(place.x, place.y) / 2u;
  let c = place.c;
  var v = source[sourceAt(near.x, near.y) + c];
  if (layer.nearest == 0u) {
    // The further of the two pixels, and rows, that a pixel lies between.
    let step = 2 * (vec2i(i32(place.x), i32(place.y)) & vec2i(1)) - 1;
    let far = vec2u(clamp(vec2i(near) + step, vec2i(0), vec2i(layer.inSize) - 1));
    let upper = mix(v, source[sourceAt(far.x, near.y) + c], 0.25);
    let lower = mix(source[sourceAt(near.x, far.y) + c], source[sourceAt(far.x, far.y) + c], 0.25);
    v = mix(upper, lower, 0.25);
  }
  result[id.x] = finished(v, id.x / layer.outGroups, c);
}
