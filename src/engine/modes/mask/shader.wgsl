// A drawn figure or one colour. params[0]: x 1 for the figure, y its look; params[1].rgb: the colour. See cpu.ts.
const SLATE = vec3f(0.2, 0.24, 0.3);
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
    let closed = stroke(length(vec2f(abs(p.x) - 0.28, p.y + 0.2)) - 0.14, p.y + 0.16, px);
    let awake = inside(length(vec2f(abs(p.x) - 0.28, p.y + 0.12)) - 0.06, px);
    let smile = stroke(length(vec2f(p.x, p.y - 0.14)) - 0.3, p.y - 0.28, px);
    let straight = inside(max(abs(p.x) - 0.18, abs(p.y - 0.36) - 0.022), px);
    let eyes = select(closed, awake, params[0].y == 1.0);
    let mouth = select(smile, straight, params[0].y == 2.0);
    colour = mix(mix(SLATE, colour, oval), INK, max(eyes, mouth) * oval);
  }
  crops[slot.cropAt + id.y * slot.side + id.x] = vec4f(colour, 1.0);
}
