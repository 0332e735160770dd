"""The face detector: YuNet-n, taught to find faces at every roll, cut by borders and hidden, in one pass."""
