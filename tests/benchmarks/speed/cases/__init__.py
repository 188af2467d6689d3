"""One file a network; each has ``CASES``."""
