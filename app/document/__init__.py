"""The drawing as frozen data: nodes, links, settings, and the edits by which they change. Nothing here knows Qt.

What is written into files stands in ``file``, what a drawing means in ``meaning``, what makes elements anew in
``making``.
"""
