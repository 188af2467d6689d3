"""The beginning of the window: new, open, recent, recovered work, examples."""
