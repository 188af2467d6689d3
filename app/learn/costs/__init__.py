"""The sections of the Learn panel about costs: the energy of a sample, and the time of a step, layer by layer."""
