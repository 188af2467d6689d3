"""Nodes and links that are made anew: by default, from a description or a file, by a sketch; and their layout."""
