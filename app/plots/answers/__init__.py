"""Answers about a selected neuron or link: f–I curve, response, phase plane, kernel, learning window."""
