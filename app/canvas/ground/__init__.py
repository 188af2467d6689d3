"""The endless ground behind a drawing: its grid, panning and zooming, and pictures of what stands still meanwhile."""
