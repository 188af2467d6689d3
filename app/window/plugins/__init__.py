"""Plug-ins in the window: the list in *Preferences*, the question about new ones, and their text."""
