"""One file reads NIR as one software means it, found by looking into this folder; what they share is beside it."""
