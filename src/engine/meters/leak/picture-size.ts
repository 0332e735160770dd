/** Side of the leak meter's network input, pixels; both pictures are shrunk to fit into it. */
export const INPUT_SIDE = 416;
