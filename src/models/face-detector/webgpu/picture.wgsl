// The picture as the network reads it: the texture scaled to fit, in proportion, from the top left on; black beyond. A pixel is the mean
// of n × n samples, so that a picture that shrinks is averaged.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= resultLength()) { return; }
  let place = placeOf(id.x);
  let size = vec2f(textureDimensions(picture));
  let scale = max(size.x / f32(layer.outSize.x), size.y / f32(layer.outSize.y));
  let n = u32(max(1.0, ceil(scale - 0.001)));
  let corner = vec2f(f32(place.x), f32(place.y)) * scale;
  var sum = vec3f(0.0);
  for (var i = 0u; i < n * n; i++) {
    let at = corner + (vec2f(f32(i % n), f32(i / n)) + 0.5) * scale / f32(n);
    if (all(at < size)) { sum += sampled(at - 0.5, size); }
  }
  result[id.x] = vec4f(sum / f32(n * n) * 255.0 * layer.factor + layer.offset, 0.0);
}

fn sampled(at: vec2f, size: vec2f) -> vec3f {
  let p = clamp(at, vec2f(0.0), size - 1.0);
  let low = vec2u(p);
  let high = min(low + 1u, vec2u(size) - 1u);
  let f = p - vec2f(low);
  let upper = mix(textureLoad(picture, low, 0), textureLoad(picture, vec2u(high.x, low.y), 0), f.x);
  let lower = mix(textureLoad(picture, vec2u(low.x, high.y), 0), textureLoad(picture, high, 0), f.x);
  return mix(upper, lower, f.y).rgb;
}
