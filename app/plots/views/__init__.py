"""Live views: one file is one kind of plot, found by looking into this folder; what they share stands beside it."""

from __future__ import annotations

from functools import cache

from app.plots.base.panel import Panel
from engine.discovery import classes


@cache  # a folder is looked through once (decision 0218)
def plots() -> dict[str, type[Panel]]:
    """File name to class of every view, in the order of menus."""
    kinds = (panel for panel in classes(__name__, Panel) if "called" in vars(panel))
    found = {panel.__module__.rpartition(".")[2]: panel for panel in kinds}
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
