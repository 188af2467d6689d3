"""Formats of networks and weights that are read: one file reads one format, found by looking into this folder."""

from __future__ import annotations

from functools import cache

from engine.discovery import modules


@cache
def suffixes() -> dict[str, str]:
    """Suffix of files (``".nir"``) to the name of the module here that reads them."""
    return {suffix: module.__name__ for module in modules(__name__) for suffix in module.NETWORK_SUFFIXES}
