// SLIC. params: x cells across, y weight of distance is (y / step)^2. See cpu.ts.
// scratch: per pixel (L, a, b, label); behind them two vec4f a centre: (L, a, b, count), (x, y, -, -), later (r, g, b, -).
fn curve(t: f32) -> f32 {
  if (t > 0.008856) { return pow(t, 1.0 / 3.0); }
  return 7.787 * t + 16.0 / 116.0;
}

fn toLab(rgb: vec3f) -> vec3f {
  let low = rgb / 12.92;
  let high = pow((rgb + 0.055) / 1.055, vec3f(2.4));
  let l = select(high, low, rgb <= vec3f(0.04045));
  let x = curve(dot(l, vec3f(0.4124564, 0.3575761, 0.1804375)) / 0.95047);
  let y = curve(dot(l, vec3f(0.2126729, 0.7151522, 0.072175)));
  let z = curve(dot(l, vec3f(0.0193339, 0.119192, 0.9503041)) / 1.08883);
  return vec3f(116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z));
}

fn centreAt(slot: Slot, k: u32) -> u32 { return slot.scratchAt + slot.side * slot.side + 2u * k; }

@compute @workgroup_size(8, 8, 1)
fn convert(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let lab = toLab(cropAt(slot, id.x, id.y).rgb);
  scratch[slot.scratchAt + id.y * slot.side + id.x] = vec4f(lab, 0.0);
}

@compute @workgroup_size(8, 8, 1)
fn seed(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  let cells = u32(params[0].x);
  if (id.x >= cells || id.y >= cells) { return; }
  let p = vec2u((vec2f(id.xy) + 0.5) * f32(slot.side) / f32(cells));
  let at = centreAt(slot, id.y * cells + id.x);
  scratch[at] = scratch[slot.scratchAt + p.y * slot.side + p.x];
  scratch[at + 1u] = vec4f(vec2f(p), 0.0, 0.0);
}

@compute @workgroup_size(8, 8, 1)
fn assign(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let cells = u32(params[0].x);
  let step = f32(slot.side) / f32(cells);
  let weight = (params[0].y / step) * (params[0].y / step);
  let own = vec2i(id.xy * cells / slot.side);
  let at = slot.scratchAt + id.y * slot.side + id.x;
  let lab = scratch[at].xyz;
  var best = 1e30;
  var label = 0u;
  for (var gy = max(0, own.y - 1); gy <= min(i32(cells) - 1, own.y + 1); gy++) {
    for (var gx = max(0, own.x - 1); gx <= min(i32(cells) - 1, own.x + 1); gx++) {
      let k = u32(gy) * cells + u32(gx);
      let c = centreAt(slot, k);
      let colour = lab - scratch[c].xyz;
      let place = vec2f(id.xy) - scratch[c + 1u].xy;
      let distance = dot(colour, colour) + weight * dot(place, place);
      if (distance < best) { best = distance; label = k; }
    }
  }
  scratch[at] = vec4f(lab, f32(label));
}

// A centre's pixels lie in its own grid cell and the eight around it: it gathers them from there.
struct Sums { lab: vec3f, place: vec2f, rgb: vec3f, count: f32 }

fn gather(slot: Slot, cell: vec2u) -> Sums {
  let cells = u32(params[0].x);
  let label = f32(cell.y * cells + cell.x);
  let low = select((cell - 1u) * slot.side / cells, vec2u(0u), cell == vec2u(0u));
  let high = min((cell + 2u) * slot.side / cells + 1u, vec2u(slot.side));
  var sums = Sums(vec3f(0.0), vec2f(0.0), vec3f(0.0), 0.0);
  for (var y = low.y; y < high.y; y++) {
    for (var x = low.x; x < high.x; x++) {
      let pixel = scratch[slot.scratchAt + y * slot.side + x];
      if (pixel.w == label) {
        sums.lab += pixel.xyz;
        sums.place += vec2f(f32(x), f32(y));
        sums.rgb += cropAt(slot, x, y).rgb;
        sums.count += 1.0;
      }
    }
  }
  return sums;
}

@compute @workgroup_size(8, 8, 1)
fn recentre(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  let cells = u32(params[0].x);
  if (id.x >= cells || id.y >= cells) { return; }
  let sums = gather(slot, id.xy);
  if (sums.count == 0.0) { return; }
  let at = centreAt(slot, id.y * cells + id.x);
  scratch[at] = vec4f(sums.lab / sums.count, sums.count);
  scratch[at + 1u] = vec4f(sums.place / sums.count, 0.0, 0.0);
}

@compute @workgroup_size(8, 8, 1)
fn means(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  let cells = u32(params[0].x);
  if (id.x >= cells || id.y >= cells) { return; }
  let sums = gather(slot, id.xy);
  scratch[centreAt(slot, id.y * cells + id.x)] = vec4f(sums.rgb / max(1.0, sums.count), 1.0);
}

@compute @workgroup_size(8, 8, 1)
fn paint(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  if (id.x >= slot.side || id.y >= slot.side) { return; }
  let at = id.y * slot.side + id.x;
  let label = u32(scratch[slot.scratchAt + at].w);
  crops[slot.cropAt + at] = vec4f(scratch[centreAt(slot, label)].rgb, 1.0);
}
