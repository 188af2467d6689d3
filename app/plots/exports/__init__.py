"""The ways to take the data or the picture of a view away."""
