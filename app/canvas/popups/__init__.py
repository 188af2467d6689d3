"""Menus and small windows that open over the canvas and go with a choice: search, quick-add, sliders."""
