"""What people call things of a drawing: parameters, plots, classes, problems, reductions."""
