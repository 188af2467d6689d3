"""Widgets that know neither drawings nor runs: buttons, text, dialogs of files, and what is dragged."""
