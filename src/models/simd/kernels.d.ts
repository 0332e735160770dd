/** What `build/assemblyscript.mjs` makes of an import of AssemblyScript: the compiled module, as base64. */
declare module '*?assemblyscript' {
  const base64: string;
  export default base64;
}

/** The same with relaxed SIMD. */
declare module '*?assemblyscript-relaxed' {
  const base64: string;
  export default base64;
}
