// Normal noise from ChaCha8. params: x sigma. One invocation a block of four pixels. See cpu.ts and chacha.ts.
fn rotl(v: u32, n: u32) -> u32 { return (v << n) | (v >> (32u - n)); }

fn quarter(w: ptr<function, array<u32, 16>>, a: u32, b: u32, c: u32, d: u32) {
  (*w)[a] += (*w)[b]; (*w)[d] = rotl((*w)[d] ^ (*w)[a], 16u);
  (*w)[c] += (*w)[d]; (*w)[b] = rotl((*w)[b] ^ (*w)[c], 12u);
  (*w)[a] += (*w)[b]; (*w)[d] = rotl((*w)[d] ^ (*w)[a], 8u);
  (*w)[c] += (*w)[d]; (*w)[b] = rotl((*w)[b] ^ (*w)[c], 7u);
}

@compute @workgroup_size(64, 1, 1)
fn add(@builtin(global_invocation_id) id: vec3u) {
  let slot = slotAt(id.z);
  let block = id.x;
  if (block * 4u >= slot.side * slot.side) { return; }
  var s: array<u32, 16>;
  s[0] = 0x61707865u; s[1] = 0x3320646eu; s[2] = 0x79622d32u; s[3] = 0x6b206574u;
  for (var i = 0u; i < 4u; i++) { s[4u + i] = slot.key0[i]; s[8u + i] = slot.key1[i]; }
  s[12] = block; s[13] = 0u; s[14] = 0u; s[15] = 0u;
  var w = s;
  for (var round = 0u; round < 8u; round += 2u) {
    quarter(&w, 0u, 4u, 8u, 12u); quarter(&w, 1u, 5u, 9u, 13u);
    quarter(&w, 2u, 6u, 10u, 14u); quarter(&w, 3u, 7u, 11u, 15u);
    quarter(&w, 0u, 5u, 10u, 15u); quarter(&w, 1u, 6u, 11u, 12u);
    quarter(&w, 2u, 7u, 8u, 13u); quarter(&w, 3u, 4u, 9u, 14u);
  }
  var normal: array<f32, 12>;
  for (var i = 0u; i < 12u; i += 2u) {
    let radius = sqrt(-2.0 * log((f32((w[i] + s[i]) >> 8u) + 0.5) / 16777216.0));
    let angle = 6.283185307179586 * f32((w[i + 1u] + s[i + 1u]) >> 8u) / 16777216.0;
    normal[i] = radius * cos(angle);
    normal[i + 1u] = radius * sin(angle);
  }
  for (var p = 0u; p < 4u; p++) {
    let at = slot.cropAt + block * 4u + p;
    let noise = vec3f(normal[p * 3u], normal[p * 3u + 1u], normal[p * 3u + 2u]);
    crops[at] = vec4f(saturate(crops[at].rgb + params[0].x * noise), 1.0);
  }
}
