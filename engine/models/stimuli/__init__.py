"""Stimuli: what sends spikes or currents by equations of time. One file = one stimulus."""
