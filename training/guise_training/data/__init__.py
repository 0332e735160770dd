"""Readers of data sets in the formats in which they are published. Each names the file when something in it is wrong."""
