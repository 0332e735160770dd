// A picture in the middle of a grey square, as the action network takes it: BGR, less the mean, over the deviation. Where the
// picture is shrunk, a pixel of the square is the mean of several samples of it. One invocation: one pixel of the square.
struct Place {
  left: f32, top: f32, width: f32, height: f32,  // of the picture in the square, pixels
  side: u32, samples: u32,                       // samples across and down a pixel
  grey: f32, spare: u32,                         // 0..1
  mean: vec4f, deviation: vec4f,                 // BGR, 0..255
}

@group(0) @binding(0) var<uniform> place: Place;
@group(0) @binding(1) var picture: texture_2d<f32>;
// side × side × BGR.
@group(0) @binding(2) var<storage, read_write> square: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= place.side || id.y >= place.side) { return; }
  let pixel = vec2f(id.xy) - vec2f(place.left, place.top);
  let size = vec2f(place.width, place.height);
  var colour = vec3f(place.grey);
  if (all(pixel >= vec2f(0.0)) && all(pixel < size)) {
    let scale = vec2f(textureDimensions(picture)) / size;
    let n = place.samples;
    var sum = vec3f(0.0);
    for (var k = 0u; k < n * n; k++) {
      let within = (vec2f(f32(k % n), f32(k / n)) + 0.5) / f32(n);
      sum += bilinear(picture, (pixel + within) * scale);
    }
    colour = sum / f32(n * n);
  }
  let value = (colour.bgr * 255.0 - place.mean.xyz) / place.deviation.xyz;
  let at = (id.y * place.side + id.x) * 3u;
  square[at] = value.x;
  square[at + 1u] = value.y;
  square[at + 2u] = value.z;
}
