"""Formats of files, each read and written in one module, and files that are written whole or not at all."""
