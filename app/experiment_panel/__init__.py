"""The panel *Experiments*: what is varied and measured, the runs under way, and a table of what came of them."""
