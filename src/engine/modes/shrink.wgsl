// The mean of each of cells × cells equal parts, to scratch. params: x cells across. See shrink.ts.
@compute @workgroup_size(8, 8, 1)
fn shrink(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  let cells = u32(params[0].x);
  if (id.x >= cells || id.y >= cells) { return; }
  let step = f32(slot.side) / f32(cells);
  let low = vec2f(id.xy) * step;
  let high = (vec2f(id.xy) + 1.0) * step;
  var sum = vec3f(0.0);
  for (var y = u32(low.y); f32(y) < high.y; y++) {
    let wy = min(f32(y) + 1.0, high.y) - max(f32(y), low.y);
    for (var x = u32(low.x); f32(x) < high.x; x++) {
      let w = wy * (min(f32(x) + 1.0, high.x) - max(f32(x), low.x));
      sum += w * cropAt(slot, min(x, slot.side - 1u), min(y, slot.side - 1u)).rgb;
    }
  }
  scratch[slot.scratchAt + id.y * cells + id.x] = vec4f(sum / (step * step), 1.0);
}
