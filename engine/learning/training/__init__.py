"""A training from its first epoch to the last, and what is known of a trained network: checkpoints, evaluation, costs.

Whatever is the same for every method belongs here.
"""
