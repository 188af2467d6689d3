"""Synapses: what a spike does to its target. One file = one synapse."""
