"""Drawings as checked plain data: project files, the clipboard, migrations, recovery, shelves."""
