"""Recorders: what a run keeps. One file = one recorder."""
