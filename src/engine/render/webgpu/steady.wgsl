// What the modifier made, steadied by its own earlier output and matched at the seam, into the crops that are warped back.
// The same as learned/memory.ts, learned/seam.ts and demandChange of cpu/modifier.ts.
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
// For each pixel of a crop: whether it is in the core, whether in the ring, share of the correction, sector.
@group(0) @binding(4) var<storage, read> seams: array<vec4f>;
// For each face 16 sums of the differences in a sector (RGB, count), and the sum of the core's change (x) and its pixels (w).
@group(0) @binding(5) var<storage, read_write> sums: array<vec4f>;
// x pixels of a crop; y MOVED, z MOST, w LEAST_CHANGE.
@group(0) @binding(6) var<uniform> limits: vec4f;

var<workgroup> partial: array<vec4f, 256>;

// One workgroup: a sector of a face, or (the last one) its core. Of what the network made, before it is steadied.
@compute @workgroup_size(256)
fn measure(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let face = faces[group.z];
  let pixels = u32(limits.x);
  var sum = vec4f(0.0);
  for (var i = lane; i < pixels; i += 256u) {
    let seam = seams[face.seamAt + i];
    let difference = crops[face.cropAt + i].rgb - made[group.z * pixels + i].rgb;
    if (group.x == SECTORS) {
      if (seam.x > 0.5) { sum += vec4f(dot(abs(difference), vec3f(1.0)), 0.0, 0.0, 1.0); }
    } else if (seam.y > 0.5 && u32(seam.w) % SECTORS == group.x) {
      sum += vec4f(difference, 1.0);
    }
  }
  partial[lane] = sum;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (lane < half) { partial[lane] += partial[lane + half]; }
    workgroupBarrier();
  }
  if (lane == 0u) { sums[group.z * (SECTORS + 1u) + group.x] = partial[0]; }
}

fn shiftOf(face: u32, sector: u32) -> vec3f {
  let base = face * (SECTORS + 1u);
  let near = sums[base + (sector + SECTORS - 1u) % SECTORS] + sums[base + sector] + sums[base + (sector + 1u) % SECTORS];
  return clamp(near.rgb / max(near.w, 1.0), vec3f(-limits.z), vec3f(limits.z));
}

@compute @workgroup_size(64)
fn finish(@builtin(global_invocation_id) id: vec3u) {
  let pixels = u32(limits.x);
  if (id.x >= pixels) { return; }
  let face = faces[id.z];
  var colour = made[id.z * pixels + id.x].rgb;
  let at = face.historyAt + id.x;
  if (face.most > 0.0) {
    let d = history[at].rgb - colour;
    let still = max(0.0, 1.0 - max(abs(d.x), max(abs(d.y), abs(d.z))) / limits.y);
    colour += face.most * still * (2.0 - still) * d;
  }
  history[at] = vec4f(colour, 1.0);
  let seam = seams[face.seamAt + id.x];
  if (seam.z > 0.0) {
    let s = seam.w - 0.5 + f32(SECTORS);
    let low = u32(s);
    let f = s - f32(low);
    colour += seam.z * mix(shiftOf(id.z, low % SECTORS), shiftOf(id.z, (low + 1u) % SECTORS), f);
  }
  let change = sums[id.z * (SECTORS + 1u) + SECTORS];
  // A network that left the face as it was (or made a NaN, for which this is false too) gives a slate face.
  if (!(change.x >= limits.w * 3.0 * change.w)) { colour = vec3f(0.2, 0.24, 0.3); }
  crops[face.cropAt + id.x] = vec4f(clamp(colour, vec3f(0.0), vec3f(1.0)), 1.0);
}
