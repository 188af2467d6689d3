"""Answers that need a simulation of their own: phase planes, f-I curves, learning windows, synaptic responses."""
