"""Trials of plug-ins, in a process of their own: what one declares, and whether each of it does something."""
