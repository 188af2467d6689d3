"""What nodes and links are painted with: ink, ports, plates, slider strips, words, and pictures kept of them.

Nothing here knows a graphics item.
"""
