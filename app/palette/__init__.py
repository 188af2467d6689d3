"""The palette: every model that discovery finds, to be dragged onto the canvas."""
