"""Trained networks as files for other software; one file = one format."""
