/**
 * The ChaCha stream cipher with 8 rounds (Bernstein 2008) as a random generator: who does not have the 256-bit key
 * cannot tell the noise from chance, so it cannot be generated again and subtracted. The shader has the same function.
 */
const ROUNDS = 8;

/**
 * The 16 words of block `counter` (nonce 0) under `key` (8 words), written to `out`. The state is sixteen variables rather than
 * an array: a face of every frame takes thousands of blocks, and this way they stay in registers.
 */
export function chachaBlock(key: Uint32Array, counter: number, out: Uint32Array): void {
  let x0 = SIGMA_0;
  let x1 = SIGMA_1;
  let x2 = SIGMA_2;
  let x3 = SIGMA_3;
  let x4 = (key[0] as number) | 0;
  let x5 = (key[1] as number) | 0;
  let x6 = (key[2] as number) | 0;
  let x7 = (key[3] as number) | 0;
  let x8 = (key[4] as number) | 0;
  let x9 = (key[5] as number) | 0;
  let x10 = (key[6] as number) | 0;
  let x11 = (key[7] as number) | 0;
  let x12 = counter | 0;
  let x13 = 0;
  let x14 = 0;
  let x15 = 0;
  for (let round = 0; round < ROUNDS; round += 2) {
    // Quarter round (0, 4, 8, 12).
    x0 = (x0 + x4) | 0;
    x12 = rotate(x12 ^ x0, 16);
    x8 = (x8 + x12) | 0;
    x4 = rotate(x4 ^ x8, 12);
    x0 = (x0 + x4) | 0;
    x12 = rotate(x12 ^ x0, 8);
    x8 = (x8 + x12) | 0;
    x4 = rotate(x4 ^ x8, 7);
    // Quarter round (1, 5, 9, 13).
    x1 = (x1 + x5) | 0;
    x13 = rotate(x13 ^ x1, 16);
    x9 = (x9 + x13) | 0;
    x5 = rotate(x5 ^ x9, 12);
    x1 = (x1 + x5) | 0;
    x13 = rotate(x13 ^ x1, 8);
    x9 = (x9 + x13) | 0;
    x5 = rotate(x5 ^ x9, 7);
    // Quarter round (2, 6, 10, 14).
    x2 = (x2 + x6) | 0;
    x14 = rotate(x14 ^ x2, 16);
    x10 = (x10 + x14) | 0;
    x6 = rotate(x6 ^ x10, 12);
    x2 = (x2 + x6) | 0;
    x14 = rotate(x14 ^ x2, 8);
    x10 = (x10 + x14) | 0;
    x6 = rotate(x6 ^ x10, 7);
    // Quarter round (3, 7, 11, 15).
    x3 = (x3 + x7) | 0;
    x15 = rotate(x15 ^ x3, 16);
    x11 = (x11 + x15) | 0;
    x7 = rotate(x7 ^ x11, 12);
    x3 = (x3 + x7) | 0;
    x15 = rotate(x15 ^ x3, 8);
    x11 = (x11 + x15) | 0;
    x7 = rotate(x7 ^ x11, 7);
    // Quarter round (0, 5, 10, 15).
    x0 = (x0 + x5) | 0;
    x15 = rotate(x15 ^ x0, 16);
    x10 = (x10 + x15) | 0;
    x5 = rotate(x5 ^ x10, 12);
    x0 = (x0 + x5) | 0;
    x15 = rotate(x15 ^ x0, 8);
    x10 = (x10 + x15) | 0;
    x5 = rotate(x5 ^ x10, 7);
    // Quarter round (1, 6, 11, 12).
    x1 = (x1 + x6) | 0;
    x12 = rotate(x12 ^ x1, 16);
    x11 = (x11 + x12) | 0;
    x6 = rotate(x6 ^ x11, 12);
    x1 = (x1 + x6) | 0;
    x12 = rotate(x12 ^ x1, 8);
    x11 = (x11 + x12) | 0;
    x6 = rotate(x6 ^ x11, 7);
    // Quarter round (2, 7, 8, 13).
    x2 = (x2 + x7) | 0;
    x13 = rotate(x13 ^ x2, 16);
    x8 = (x8 + x13) | 0;
    x7 = rotate(x7 ^ x8, 12);
    x2 = (x2 + x7) | 0;
    x13 = rotate(x13 ^ x2, 8);
    x8 = (x8 + x13) | 0;
    x7 = rotate(x7 ^ x8, 7);
    // Quarter round (3, 4, 9, 14).
    x3 = (x3 + x4) | 0;
    x14 = rotate(x14 ^ x3, 16);
    x9 = (x9 + x14) | 0;
    x4 = rotate(x4 ^ x9, 12);
    x3 = (x3 + x4) | 0;
    x14 = rotate(x14 ^ x3, 8);
    x9 = (x9 + x14) | 0;
    x4 = rotate(x4 ^ x9, 7);
  }
  out[0] = x0 + SIGMA_0;
  out[1] = x1 + SIGMA_1;
  out[2] = x2 + SIGMA_2;
  out[3] = x3 + SIGMA_3;
  out[4] = x4 + (key[0] as number);
  out[5] = x5 + (key[1] as number);
  out[6] = x6 + (key[2] as number);
  out[7] = x7 + (key[3] as number);
  out[8] = x8 + (key[4] as number);
  out[9] = x9 + (key[5] as number);
  out[10] = x10 + (key[6] as number);
  out[11] = x11 + (key[7] as number);
  out[12] = x12 + counter;
  out[13] = x13;
  out[14] = x14;
  out[15] = x15;
}

/** "expand 32-byte k", four letters a word. */
const SIGMA_0 = 0x61707865;
const SIGMA_1 = 0x3320646e;
const SIGMA_2 = 0x79622d32;
const SIGMA_3 = 0x6b206574;

function rotate(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n));
}
