"""The panel *Statistics*: figures of populations and of single neurons, by tables."""
