"""Trained networks as files for other software: its formats, each a file of ``formats``, and what they share."""
