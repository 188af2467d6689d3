"""Writes the files of the examples."""

from app.document.examples import write

write()
