"""Kernels: what one is, its text as a loop and printed as C, its source and machine code in caches, and the process
that compiles it."""
