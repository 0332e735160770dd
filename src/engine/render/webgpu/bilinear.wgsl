// Bilinear sampler, the picture's border repeated. `position` in pixels, their middles at .5. Shaders that sample are joined behind it.
fn bilinear(picture: texture_2d<f32>, position: vec2f) -> vec3f {
  let top = vec2f(textureDimensions(picture)) - 1.0;
  let p = clamp(position - 0.5, vec2f(0.0), top);
  let low = vec2u(p);
  let high = min(low + 1u, vec2u(top));
  let f = p - vec2f(low);
  let upper = mix(textureLoad(picture, low, 0), textureLoad(picture, vec2u(high.x, low.y), 0), f.x);
  let lower = mix(textureLoad(picture, vec2u(low.x, high.y), 0), textureLoad(picture, high, 0), f.x);
  return mix(upper, lower, f.y).rgb;
}
