"""Live views: one file is one kind of plot, found by looking into this folder; what they share stands beside it."""

from __future__ import annotations

from app.plots.base.panel import Panel
from engine.discovery import by_name, remembered


@remembered
def plots() -> dict[str, type[Panel]]:
    """File name to class of every view, in the order of menus."""
    found = by_name(__name__, Panel)
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
