"""Kernels: what one is, its source and its machine code in caches, and the process that compiles it."""
