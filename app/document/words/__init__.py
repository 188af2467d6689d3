"""Names for people of things of a drawing: parameters, plots, classes, problems, reductions."""
