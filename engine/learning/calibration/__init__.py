"""The response of a neuron to input, found by trying its step: the drive that fires it, and how it counts."""
