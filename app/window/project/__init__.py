"""The file behind the drawing: opened, saved, imported, left; templates, modules; the questions about unsaved work."""
