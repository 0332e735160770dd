"""Attackers of anonymised faces. A figure counts only with its positive control: the same attack on raw faces."""
