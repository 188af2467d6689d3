"""What sources of labelled samples have in common: files, folders, recordings, sounds, and tasks that are made.

A source itself is a file of ``engine.datasets``.
"""
