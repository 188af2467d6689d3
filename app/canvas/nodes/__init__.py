"""Nodes as graphics items: geometry, body, doorways, and what is painted anew above them.

How one kind of node looks is a file of ``canvas.kinds``.
"""
