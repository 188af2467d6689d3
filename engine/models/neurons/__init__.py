"""Neurons: states, equations, threshold and reset. One file = one neuron."""
