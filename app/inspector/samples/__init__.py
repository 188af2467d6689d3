"""Samples of a dataset, and what an encoder makes of them, read off the window's thread."""
