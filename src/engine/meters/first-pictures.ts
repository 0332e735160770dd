/** ms of pictures before the meters are loaded, and shown: that keeps a core busy, and the first picture comes first. */
export const FIRST_PICTURES = 1000;
