"""A neuron and a task for Spikeloom: one file is one of them."""
