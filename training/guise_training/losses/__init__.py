"""Losses of section 3.1 of the paper, and the ones it lacks; one per file."""
