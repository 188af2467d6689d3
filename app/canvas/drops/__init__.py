"""What can be dropped on the canvas: one file is one kind of it, a model, a file, a plot."""
