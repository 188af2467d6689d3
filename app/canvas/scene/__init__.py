"""All items of a level kept in step with the document: what an edit makes, removes, routes and moves; what a hand hits.

``surface`` is what all that stands above the scene may ask of the canvas.
"""
