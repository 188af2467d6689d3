"""Lessons: short texts beside a live network, and tasks that the program checks."""
