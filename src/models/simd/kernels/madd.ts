/** a · b + c in four lanes; with relaxed SIMD in one instruction where the processor has one, rounded once or twice. */
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}
