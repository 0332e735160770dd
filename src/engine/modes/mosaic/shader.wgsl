// Squares of one colour: behind shrink.wgsl. params: x cells across. See cpu.ts.
@compute @workgroup_size(8, 8, 1)
fn paint(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let cells = u32(params[0].x);
  let cell = (2u * id.xy + 1u) * cells / (2u * slot.side);
  crops[slot.cropAt + id.y * slot.side + id.x] = scratch[slot.scratchAt + cell.y * cells + cell.x];
}
