"""The list of problems of a drawing, with the remedies that a click applies."""
