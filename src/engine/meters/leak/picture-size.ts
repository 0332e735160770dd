/** Side of the audit network's input, pixels; both pictures are shrunk to fit into it. */
export const INPUT_SIDE = 416;
