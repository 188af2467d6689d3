"""Formats that weights are exported in: one file is one format, named as it is, found by looking into this folder."""

from __future__ import annotations

from engine.discovery import by_name, remembered
from engine.exporting.format import Format

__all__ = ["formats"]


@remembered
def _formats() -> dict[str, type[Format]]:
    found = by_name(__name__, Format)
    return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[1].title, item[0])))


def formats() -> dict[str, type[Format]]:
    """Name (``"nir"``, ``"npz"``, ``"safetensors"`` …) to class of every format, the most asked for first."""
    return dict(_formats())
