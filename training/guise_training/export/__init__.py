"""Weights for the browser."""
