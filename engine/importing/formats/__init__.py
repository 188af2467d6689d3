"""Formats of networks and weights that are read: one file reads one format, found by looking into this folder."""

from __future__ import annotations

from engine.discovery import modules, plugged, remembered


@remembered
def suffixes() -> dict[str, str]:
    """Suffix of files (``".nir"``) to the name of the module that reads them: here, or of a plug-in."""
    found: dict[str, str] = {}
    for module in (*modules(__name__), *plugged(__name__)):
        for suffix in getattr(module, "NETWORK_SUFFIXES", ()):
            found.setdefault(suffix, module.__name__)
    return found
