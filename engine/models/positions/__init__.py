"""Positions: where the neurons of a population are. One file = one rule."""
