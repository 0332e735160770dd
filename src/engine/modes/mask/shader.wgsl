// A drawn figure or one colour. params[0]: x 1 for the figure; params[1].rgb: the colour. See cpu.ts.
const SLATE = vec3f(0.2, 0.24, 0.3);
const SKIN = vec3f(0.93, 0.89, 0.82);
const INK = vec3f(0.25, 0.29, 0.36);

fn inside(distance: f32, px: f32) -> f32 {
  return saturate(0.5 - distance / (2.0 * px));
}

fn stroke(distance: f32, below: f32, px: f32) -> f32 {
  return inside(abs(distance) - 0.022, px) * saturate(0.5 + below / (2.0 * px));
}

@compute @workgroup_size(8, 8, 1)
fn paint(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  var colour = params[1].rgb;
  if (params[0].x > 0.5) {
    let p = (2.0 * vec2f(id.xy) + 1.0) / f32(slot.side) - 1.0;
    let px = 2.0 / f32(slot.side);
    let oval = inside(length(vec2f(p.x / 0.74, p.y / 0.8)) - 1.0, px / 0.77);
    let eyes = stroke(length(vec2f(abs(p.x) - 0.28, p.y + 0.2)) - 0.14, p.y + 0.16, px);
    let smile = stroke(length(vec2f(p.x, p.y - 0.14)) - 0.3, p.y - 0.28, px);
    colour = mix(mix(SLATE, SKIN, oval), INK, max(eyes, smile) * oval);
  }
  crops[slot.cropAt + id.y * slot.side + id.x] = vec4f(colour, 1.0);
}
