"""Docks of live views and of lists below the canvas: their rows, arrangements, and what is dropped on them."""
