"""Parts that gestures, keys and menus of the canvas share: guides, free places, loose ends, writing in place.

A gesture itself is a file of ``canvas.gestures``.
"""
