"""Painting of nodes and links: ink, ports, plates, slider strips, words, and pictures kept of them.

Nothing here knows a graphics item.
"""
