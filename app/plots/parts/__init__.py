"""What a view is drawn from: graphs, axes, bands, curves, images of spikes, heads, and readings at the cursor.

Nothing here knows a run.
"""
