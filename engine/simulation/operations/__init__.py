"""The operations of a step, each as a loop, compiled or printed for a device, and on whole arrays: delivery,
plasticity, sources, recordings.

An operation is given its arrays; who makes them, and the order of a step, stand in ``arrays``.
"""
