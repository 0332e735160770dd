/**
 * The ChaCha stream cipher with 8 rounds (Bernstein 2008) as a random generator: whoever does not have the 256-bit key
 * cannot tell the noise from chance, so it cannot be generated again and subtracted. The shader has the same function.
 */
const ROUNDS = 8;

/** The 16 words of block `counter` (nonce 0) under `key` (8 words), written to `out`. */
export function chachaBlock(key: Uint32Array, counter: number, out: Uint32Array): void {
  const s = INITIAL.slice();
  s.set(key.subarray(0, 8), 4);
  s[12] = counter;
  const w = s.slice();
  for (let round = 0; round < ROUNDS; round += 2) {
    quarter(w, 0, 4, 8, 12);
    quarter(w, 1, 5, 9, 13);
    quarter(w, 2, 6, 10, 14);
    quarter(w, 3, 7, 11, 15);
    quarter(w, 0, 5, 10, 15);
    quarter(w, 1, 6, 11, 12);
    quarter(w, 2, 7, 8, 13);
    quarter(w, 3, 4, 9, 14);
  }
  for (let i = 0; i < 16; i++) {
    out[i] = (w[i] as number) + (s[i] as number);
  }
}

/** "expand 32-byte k", then room for key, counter and nonce. */
const INITIAL = Uint32Array.of(
  0x61707865,
  0x3320646e,
  0x79622d32,
  0x6b206574,
  ...new Array<number>(12).fill(0),
);

function quarter(w: Uint32Array, ia: number, ib: number, ic: number, id: number): void {
  let a = w[ia] as number;
  let b = w[ib] as number;
  let c = w[ic] as number;
  let d = w[id] as number;
  a = (a + b) | 0;
  d = rotate(d ^ a, 16);
  c = (c + d) | 0;
  b = rotate(b ^ c, 12);
  a = (a + b) | 0;
  d = rotate(d ^ a, 8);
  c = (c + d) | 0;
  b = rotate(b ^ c, 7);
  w[ia] = a;
  w[ib] = b;
  w[ic] = c;
  w[id] = d;
}

function rotate(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n));
}
