"""Links as graphics items: their path, thread, end and badge, and where a badge finds its place."""
