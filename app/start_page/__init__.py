"""Where the window begins: new, open, recent, recovered work, examples."""
