"""Rules of plasticity that change weights as a network runs. One file = one rule."""
