"""A network through time, forward and backward: tapes, segments, local derivatives, traces.

What is wanted of a network, and what is done with a gradient, is the business of ``components``.
"""
