"""Functions that generated kernels call: elementary functions, random numbers, draws of wiring, bits.

Each is written for compiled loops, arrays or CUDA with the same operations in the same order.
"""
