// Edge map. params: x gain, y 1 for dark lines on light. See cpu.ts.
fn grey(slot: Slot, x: i32, y: i32) -> f32 {
  let top = i32(slot.side) - 1;
  let p = clamp(vec2i(x, y), vec2i(0), vec2i(top));
  return dot(cropAt(slot, u32(p.x), u32(p.y)).rgb, vec3f(0.299, 0.587, 0.114));
}

@compute @workgroup_size(8, 8, 1)
fn smoothen(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let x = i32(id.x);
  let y = i32(id.y);
  let corners = grey(slot, x - 1, y - 1) + grey(slot, x + 1, y - 1) + grey(slot, x - 1, y + 1) + grey(slot, x + 1, y + 1);
  let sides = grey(slot, x, y - 1) + grey(slot, x - 1, y) + grey(slot, x + 1, y) + grey(slot, x, y + 1);
  scratch[slot.scratchAt + id.y * slot.side + id.x] = vec4f(corners / 16.0 + sides / 8.0 + grey(slot, x, y) / 4.0);
}

fn smoothAt(slot: Slot, x: i32, y: i32) -> f32 {
  let top = i32(slot.side) - 1;
  let p = vec2u(clamp(vec2i(x, y), vec2i(0), vec2i(top)));
  return scratch[slot.scratchAt + p.y * slot.side + p.x].x;
}

@compute @workgroup_size(8, 8, 1)
fn sobel(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let x = i32(id.x);
  let y = i32(id.y);
  let nw = smoothAt(slot, x - 1, y - 1);
  let ne = smoothAt(slot, x + 1, y - 1);
  let sw = smoothAt(slot, x - 1, y + 1);
  let se = smoothAt(slot, x + 1, y + 1);
  let gx = ne + 2.0 * smoothAt(slot, x + 1, y) + se - nw - 2.0 * smoothAt(slot, x - 1, y) - sw;
  let gy = sw + 2.0 * smoothAt(slot, x, y + 1) + se - nw - 2.0 * smoothAt(slot, x, y - 1) - ne;
  var line = min(1.0, params[0].x * length(vec2f(gx, gy)));
  if (params[0].y > 0.5) { line = 1.0 - line; }
  crops[slot.cropAt + id.y * slot.side + id.x] = vec4f(line, line, line, 1.0);
}
