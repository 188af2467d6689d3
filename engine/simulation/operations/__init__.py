"""The operations of a step, each as a compiled loop, on whole arrays, and as CUDA: delivery, plasticity, sources,
recordings.

An operation is given its arrays; who makes them, and the order of a step, stand in ``arrays``.
"""
