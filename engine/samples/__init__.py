"""Common parts of sources of labelled samples: files, folders, recordings, sounds, and tasks that are made.

A source itself is a file of ``engine.datasets``.
"""
