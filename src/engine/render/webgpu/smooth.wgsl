// What the modifier made, its tint evened, steadied by its own earlier output and matched at the seam, into the crops that are warped
// back. The same as learned/tint.ts, learned/memory.ts, learned/seam.ts and assertChanged of cpu/modifier.ts.
struct Face {
  cropAt: u32,     // in `crops`
  historyAt: u32,  // in `history`
  seamAt: u32,     // in `seams`
  most: f32,       // share of the earlier output where the two are alike; 0 where there is none
}

const SECTORS = 16u;

@group(0) @binding(0) var<storage, read_write> crops: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> made: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> history: array<vec4f>;
@group(0) @binding(3) var<storage, read> faces: array<Face>;
// For each pixel of a crop: 1 in the core, -1 in the ring, 0 elsewhere; how much the tint is evened; share of the correction; sector.
@group(0) @binding(4) var<storage, read> seams: array<vec4f>;
// For each face 16 sums of the differences in a sector (RGB, count), the sum of the core's change (x) and its pixels (w), and the sum of
// what was made of the core (RGB, count).
@group(0) @binding(5) var<storage, read_write> sums: array<vec4f>;
struct Limits {
  pixels: f32,  // of a crop
  moved: f32,   // MOVED
  most: f32,    // MOST
  change: f32,  // LEAST_CHANGE
  off: f32,     // NOT_SKIN
  sure: f32,    // FULL_TINT
}
@group(0) @binding(6) var<uniform> limits: Limits;

var<workgroup> partial: array<vec4f, 256>;

const SUMS = SECTORS + 2u;

// What the lanes gathered, in `partial[0]`.
fn addUp(lane: u32) {
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (lane < half) { partial[lane] += partial[lane + half]; }
    workgroupBarrier();
  }
}

// One workgroup a face: the colour of its core.
@compute @workgroup_size(256)
fn average(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let face = faces[group.z];
  let pixels = u32(limits.pixels);
  var sum = vec4f(0.0);
  for (var i = lane; i < pixels; i += 256u) {
    if (seams[face.seamAt + i].x > 0.5) { sum += vec4f(made[group.z * pixels + i].rgb, 1.0); }
  }
  partial[lane] = sum;
  addUp(lane);
  if (lane == 0u) { sums[group.z * SUMS + SECTORS + 1u] = partial[0]; }
}

// What the network made of a pixel, in the face's own tint.
fn evened(face: u32, pixel: u32, weight: f32) -> vec3f {
  let colour = made[face * u32(limits.pixels) + pixel].rgb;
  let mean = sums[face * SUMS + SECTORS + 1u];
  let own = mean.rgb / max(mean.w, 1.0);
  let scale = dot(colour, vec3f(1.0 / 3.0)) / max(dot(own, vec3f(1.0 / 3.0)), 1e-3);
  let offset = colour - own * scale;
  let off = max(abs(offset.x), max(abs(offset.y), abs(offset.z))) / limits.off;
  let share = weight * max(0.0, 1.0 - off * off) * clamp(-offset.x / limits.sure, 0.0, 1.0);
  return clamp(colour - share * offset, vec3f(0.0), vec3f(1.0));
}

// One workgroup: a sector of a face, or (the last one) its core. Of what the network made, before it is steadied.
@compute @workgroup_size(256)
fn measure(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let face = faces[group.z];
  let pixels = u32(limits.pixels);
  var sum = vec4f(0.0);
  for (var i = lane; i < pixels; i += 256u) {
    let seam = seams[face.seamAt + i];
    let before = crops[face.cropAt + i].rgb;
    if (group.x == SECTORS) {
      if (seam.x > 0.5) { sum += vec4f(dot(abs(before - made[group.z * pixels + i].rgb), vec3f(1.0)), 0.0, 0.0, 1.0); }
    } else if (seam.x < -0.5 && u32(seam.w) % SECTORS == group.x) {
      sum += vec4f(before - evened(group.z, i, seam.y), 1.0);
    }
  }
  partial[lane] = sum;
  addUp(lane);
  if (lane == 0u) { sums[group.z * SUMS + group.x] = partial[0]; }
}

fn shiftOf(face: u32, sector: u32) -> vec3f {
  let base = face * SUMS;
  let near = sums[base + (sector + SECTORS - 1u) % SECTORS] + sums[base + sector] + sums[base + (sector + 1u) % SECTORS];
  return clamp(near.rgb / max(near.w, 1.0), vec3f(-limits.most), vec3f(limits.most));
}

@compute @workgroup_size(64)
fn finish(@builtin(global_invocation_id) id: vec3u) {
  let pixels = u32(limits.pixels);
  if (id.x >= pixels) { return; }
  let face = faces[id.z];
  let seam = seams[face.seamAt + id.x];
  var colour = evened(id.z, id.x, seam.y);
  let at = face.historyAt + id.x;
  if (face.most > 0.0) {
    let d = history[at].rgb - colour;
    let still = max(0.0, 1.0 - max(abs(d.x), max(abs(d.y), abs(d.z))) / limits.moved);
    colour += face.most * still * (2.0 - still) * d;
  }
  history[at] = vec4f(colour, 1.0);
  if (seam.z > 0.0) {
    let s = seam.w - 0.5 + f32(SECTORS);
    let low = u32(s);
    let f = s - f32(low);
    colour += seam.z * mix(shiftOf(id.z, low % SECTORS), shiftOf(id.z, (low + 1u) % SECTORS), f);
  }
  let change = sums[id.z * SUMS + SECTORS];
  // A network that left the face as it was (or made a NaN, for which this is false too) gives a slate face.
  if (!(change.x >= limits.change * 3.0 * change.w)) { colour = vec3f(0.2, 0.24, 0.3); }
  crops[face.cropAt + id.x] = vec4f(clamp(colour, vec3f(0.0), vec3f(1.0)), 1.0);
}
