/** Side of the action detector's square, pixels: that of its training, a multiple of 32. The worker refuses another model. */
export const SIDE = 256;
