"""The guided tour: seven stops at the parts of the window, shown once at the first start and from the menu Help."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.document.example import Example, examples
from app.i18n.translation import tr
from app.plots.base.panel import OF_A_RUN
from app.widgets.spotlight import Spotlight, TourStop
from app.window.frame.title_bar import TitleBar
from app.window.rooms import Rooms

HEADS = "page titles"  # the name of the heads of the start page


class Pages(Protocol):
    """The pages that the window shows beneath its title bar, and how it comes there."""

    @property
    def start_page(self) -> QWidget: ...

    @property
    def is_working(self) -> bool: ...

    def show_start_page(self) -> None: ...

    def show_workspace(self) -> None: ...

    def show_views(self, subject: str) -> None: ...

    def open_example(self, example: Example) -> None: ...


class GuidedTour:
    """Leads through one main window."""

    def __init__(self, window: QWidget, pages: Pages, rooms: Rooms, title_bar: TitleBar) -> None:
        self._window, self._pages, self._rooms, self._title_bar = window, pages, rooms, title_bar
        self.spotlight: Spotlight | None = None

    def begin(self) -> None:
        """Start at the first stop; nothing while it is under way."""
        if self.spotlight is None:
            self._rooms.preferences.set(tour_seen=True)
            self.spotlight = Spotlight(self._window, self.stops())
            self.spotlight.left.connect(self._ended)

    def begin_once(self) -> None:
        """Start it for somebody who has not seen it yet."""
        if not self._rooms.preferences.choices.tour_seen:
            self.begin()

    def stops(self) -> tuple[TourStop, ...]:
        """The stops of the tour: what is said, and of what."""
        pages, work = self._pages, self._rooms.workspace
        return (
            TourStop(
                tr("Begin here"),
                tr(
                    "Examples are networks that run. Lessons teach by them, step by step. "
                    "This tour takes a minute; Esc leaves it, and the menu Help brings it back."
                ),
                self._heads,
                pages.show_start_page,
            ),
            TourStop(
                tr("What a network is made of"),
                tr(
                    "Data, encoders, neurons, synapses and decoders. Drag one to the canvas, or double-click it. "
                    "Rest on a name to see its equations."
                ),
                lambda: work.palette_panel,
                self._work,
            ),
            TourStop(
                tr("The drawing"),
                tr(
                    "Draw a wire from the right side of a node to the left side of another. Drop a synapse or a "
                    "learning rule on a wire to set it. Ctrl+Z takes back every change."
                ),
                lambda: self._rooms.canvas,
                self._work,
            ),
            TourStop(
                tr("What is selected"),
                tr(
                    "Its values, with units. Those with waves act while the network runs. The other tabs train the "
                    "network and show equations."
                ),
                lambda: work.side_strip if work.is_narrow else work.side,
                self._show_properties,
            ),
            TourStop(
                tr("Run"),
                tr(
                    "Space runs and pauses. The speed is yours: slow enough for an eye, or as fast as the machine "
                    "can. Problems of the drawing are listed at the right."
                ),
                lambda: work.transport,
                self._work,
            ),
            TourStop(
                tr("Live views"),
                tr(
                    "Spikes, membranes, rates and weights while they happen. Click a neuron in the raster to see its "
                    "membrane. More of them are in the menu View."
                ),
                self._view,
                self._open_views,
            ),
            TourStop(
                tr("Everything by name"),
                tr(
                    "Ctrl+K finds every command by its words, ? lists the keys, and the menu Help has the lessons. "
                    "That is all; have fun."
                ),
                lambda: self._title_bar.search,
                self._work,
            ),
        )

    def _heads(self) -> QWidget | None:
        found = self._pages.start_page.findChildren(QWidget, HEADS)
        return next((heads for heads in found if heads.isVisible()), None)

    def _work(self) -> None:
        """The drawing, or an example where there is none."""
        if self._pages.is_working:
            return
        if self._rooms.editor.document.nodes:
            self._pages.show_workspace()
        else:
            self._pages.open_example(next(example for example in examples() if example.start_here))

    def _show_properties(self) -> None:
        self._work()
        if not self._rooms.workspace.is_narrow:
            self._rooms.workspace.open_side("properties")

    def _open_views(self) -> None:
        self._work()
        self._pages.show_views(OF_A_RUN)

    def _view(self) -> QWidget | None:
        return next(iter(self._rooms.views.panels()), None)

    def _ended(self) -> None:
        self.spotlight = None
        self._rooms.canvas.setFocus()
