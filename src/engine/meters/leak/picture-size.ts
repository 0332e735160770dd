/** Side of the leak meter's network input, pixels; all that it looks at is made to fit into it. */
export const INPUT_SIDE = 416;
/** Pictures are enlarged by no more: there is nothing more to be seen. */
export const LARGEST_SCALE = 1.5;
