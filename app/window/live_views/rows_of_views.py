"""Live views below the canvas: in which of two rows each stands, and the time axis that those of a column share."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow

from app.appearance.theme import theme
from app.window.live_views.view_dock import BREATH, ViewDock

if TYPE_CHECKING:
    from app.plots.base.time_plot import TimePlot

NARROWEST = 240  # px that every view below the canvas keeps: one more comes onto the place of another, by a tab
LOWEST = 120  # px of a view that stands above or below another
TWO_ROWS = 4  # views, and more, stand in two rows where these are high enough; fewer where one row has no room
BELOW = Qt.DockWidgetArea.BottomDockWidgetArea

Place = list[ViewDock]
"""Views that lie on one place, behind one another by tabs."""


class RowsOfViews(QObject):
    """Knows the views below the canvas by their places; ``docks`` are all views by name."""

    def __init__(self, frame: QMainWindow, docks: Mapping[str, ViewDock]) -> None:
        super().__init__(frame)
        self._frame, self._docks = frame, docks
        self._heard: set[TimePlot] = set()
        self._soon = QTimer(self, singleShot=True, interval=BREATH)
        self._soon.timeout.connect(self.align)

    def columns(self) -> list[list[Place]]:
        """From left to right; each from top to bottom."""
        layout = self._frame.layout()
        if layout is not None:
            layout.activate()
        found: dict[int, list[Place]] = {}
        for place in self._places():
            seen = next((dock for dock in place if dock.is_in_sight), place[0])
            found.setdefault(seen.x(), []).append([seen, *(dock for dock in place if dock is not seen)])
        return [sorted(found[x], key=lambda place: place[0].y()) for x in sorted(found)]

    def _places(self) -> list[Place]:
        found: list[Place] = []
        for dock in self._docks.values():
            if dock.isFloating() or dock.isHidden() or self._frame.dockWidgetArea(dock) is not BELOW:
                continue
            behind = self._frame.tabifiedDockWidgets(dock)
            place = next((place for place in found if place[0] in behind), None)
            if place is None:
                found.append([dock])
            else:
                place.append(dock)
        return found

    def put(self, dock: ViewDock, width: int, height: int, beside: bool) -> None:
        """Give a new view its place: in the one row, beneath another, or, where none has room, behind a tab.

        ``width`` and ``height`` in px are there for all views; ``beside`` asks for a place of its own.
        """
        columns, split = self.columns(), self._frame.splitDockWidget
        places = [place for column in columns for place in column]
        self._frame.addDockWidget(BELOW, dock)
        alone = [column[0][0] for column in columns if len(column) == 1 and len(column[0]) == 1]
        is_full = bool(columns) and not beside and (len(columns) + 1) * theme().px(NARROWEST) > width
        stacks = (is_full or len(places) + 1 >= TWO_ROWS) and height >= 2 * theme().px(LOWEST)
        if stacks and len(alone) == len(places):
            half = ceil((len(places) + 1) / 2)
            for above, below in zip(alone, [*alone[half:], dock], strict=False):
                split(above, below, Qt.Orientation.Vertical)
        elif stacks and alone:
            split(alone[0], dock, Qt.Orientation.Vertical)
        elif is_full:
            self._frame.tabifyDockWidget(min(reversed(places), key=len)[-1], dock)

    def align_soon(self) -> None:
        """Once what moves stands where it will."""
        self._soon.start()

    def align(self) -> None:
        """Let plots over time that stand in one column begin at one place, with their times below the lowest alone."""
        from app.plots.base.time_plot import (
            TimePlot,  # late: where there is a view, it is loaded; a window opens without
        )

        for column in self.columns():
            plots = [place[0].panel for place in column]
            timed = [panel for panel in plots if isinstance(panel, TimePlot)]
            most = max((panel.left_room for panel in timed), default=0)
            for panel in timed:
                panel.stand_in_column(most - panel.left_room, panel is timed[-1])
                if panel not in self._heard:
                    self._heard.add(panel)
                    panel.left_moved.connect(self.align_soon)
                    panel.destroyed.connect(lambda _=None, panel=panel: self._heard.discard(panel))
        for dock in self._docks.values():
            if dock.isFloating() and isinstance(dock.panel, TimePlot):
                dock.panel.stand_in_column(0, True)
