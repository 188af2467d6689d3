"""The models that there are: found in their folders, sorted for teaching, and named for Python."""
