"""The equations of a declaration read as mathematics: syntax trees, units, values, LaTeX."""
