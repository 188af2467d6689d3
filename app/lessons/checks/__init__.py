"""One file is one kind of check: what a task asks for, and what is still missing."""
