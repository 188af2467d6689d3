"""The arrays of a running network, an object for each population, projection and source, and the order in which a step
works through them.

What is resolved and allocated once, before the first step, belongs here; what is done in a step stands in
``operations``.
"""
