"""The text of passes through time, forward and backward, for training."""
