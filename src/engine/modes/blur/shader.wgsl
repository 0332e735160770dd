// Blur by down-sampling: behind shrink.wgsl. params: x cells across. See cpu.ts.
@compute @workgroup_size(8, 8, 1)
fn grow(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let cells = u32(params[0].x);
  let p = clamp((vec2f(id.xy) + 0.5) * f32(cells) / f32(slot.side) - 0.5, vec2f(0.0), vec2f(f32(cells - 1u)));
  let low = vec2u(p);
  let high = min(low + 1u, vec2u(cells - 1u));
  let f = p - vec2f(low);
  let base = slot.scratchAt;
  let top = mix(scratch[base + low.y * cells + low.x], scratch[base + low.y * cells + high.x], f.x);
  let bottom = mix(scratch[base + high.y * cells + low.x], scratch[base + high.y * cells + high.x], f.x);
  crops[slot.cropAt + id.y * slot.side + id.x] = mix(top, bottom, f.y);
}
