"""What a neuron does with input, found by trying its step: the drive that fires it, and how it counts."""
