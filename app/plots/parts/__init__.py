"""Parts of a view: graphs, axes, bands, curves, images of spikes, heads, and readings at the cursor.

Nothing here knows a run.
"""
