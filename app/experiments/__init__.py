"""Experiments: many runs of one drawing, each with other values and seeds, measured in worker processes; without Qt."""
