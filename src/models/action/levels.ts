/** What NanoDet's maps are made of. */

/** Levels of the pyramid, pixels of the input a place. */
export const STRIDES = [8, 16, 32] as const;

/** A side of a box lies 0 to BINS − 1 strides away from the middle of its place. */
export const BINS = 8;
