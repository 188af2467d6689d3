"""Drops on the canvas: one file is one kind of thing that can be dropped, a model, a file, a plot."""
