"""Training: its methods, each a file of ``methods``, and the passes, losses and optimizers that they share."""
