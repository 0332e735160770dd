// An oval that fades into its surroundings. params[0]: x softness, y 1 where there is an oval; params[1].rgb: its colour. See cpu.ts.
const OVAL = vec2f(0.8, 0.86);
const MEANS = 8u;
const DEPTH = 16u;

// The means of the crop's rim, to scratch: top, bottom, left, right.
@compute @workgroup_size(8, 8, 1)
fn rim(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= MEANS || id.y >= 4u) { return; }
  let deep = max(1u, slot.side / DEPTH);
  let begin = id.x * slot.side / MEANS;
  let end = (id.x + 1u) * slot.side / MEANS;
  var sum = vec3f(0.0);
  for (var depth = 0u; depth < deep; depth++) {
    let inward = select(depth, slot.side - 1u - depth, id.y % 2u == 1u);
    for (var along = begin; along < end; along++) {
      let at = select(vec2u(inward, along), vec2u(along, inward), id.y < 2u);
      sum += cropAt(slot, at.x, at.y).rgb;
    }
  }
  scratch[slot.scratchAt + id.y * MEANS + id.x] = vec4f(sum / f32((end - begin) * deep), 1.0);
}

fn rimAt(slot: Slot, edge: u32, along: f32) -> vec3f {
  let at = clamp(along * f32(MEANS) - 0.5, 0.0, f32(MEANS - 1u));
  let low = u32(at);
  let base = slot.scratchAt + edge * MEANS;
  return mix(scratch[base + low].rgb, scratch[base + min(low + 1u, MEANS - 1u)].rgb, at - f32(low));
}

@compute @workgroup_size(8, 8, 1)
fn paint(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let uv = (vec2f(id.xy) + 0.5) / f32(slot.side);
  let near = 1.0 / vec4f(uv.y, 1.0 - uv.y, uv.x, 1.0 - uv.x);
  let sum = near.x * rimAt(slot, 0u, uv.x) + near.y * rimAt(slot, 1u, uv.x)
    + near.z * rimAt(slot, 2u, uv.y) + near.w * rimAt(slot, 3u, uv.y);
  let around = sum / dot(near, vec4f(1.0));
  let t = saturate((1.0 - length((2.0 * uv - 1.0) / OVAL)) / params[0].x);
  let share = params[0].y * t * t * (3.0 - 2.0 * t);
  crops[slot.cropAt + id.y * slot.side + id.x] = vec4f(mix(around, params[1].rgb, share), 1.0);
}
