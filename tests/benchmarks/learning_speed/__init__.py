"""Training beside snnTorch and SpikingJelly: ``python -m tests.benchmarks.learning_speed``."""
