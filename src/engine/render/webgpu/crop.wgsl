// What every mode's shader sees; it is put in front of it. `Slot` is laid out by slots.ts.
struct Slot {
  side: u32, cropAt: u32, scratchAt: u32, samples: u32,
  grid0: vec4f,  // x0, y0, xs, ys of warp/grid.ts
  grid1: vec4f,  // xt, yt, 1 for a learned face, share of plain colour
  key0: vec4u, key1: vec4u,
  place: vec4f,  // centre x, y; half sides a, b
  shape: vec4f,  // cos, sin of the angle; exponent; feather
}

@group(0) @binding(0) var<storage, read_write> crops: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> scratch: array<vec4f>;
@group(0) @binding(2) var<storage, read> slots: array<Slot>;
@group(0) @binding(3) var<storage, read> members: array<u32>;
// [0], [1]: the mode's own numbers; [2].x: where this dispatch's slots begin in `members`.
@group(0) @binding(4) var<uniform> params: array<vec4f, 3>;

fn slotAt(z: u32) -> Slot { return slots[members[u32(params[2].x) + z]]; }

fn cropAt(slot: Slot, x: u32, y: u32) -> vec4f { return crops[slot.cropAt + y * slot.side + x]; }
