"""The record of a run: rings of spikes, samples and weights, written by the worker and read by the window."""
