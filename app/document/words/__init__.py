"""Names for people of things of a drawing: kinds of nodes, parameters, plots, classes and problems."""
