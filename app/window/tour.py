"""The guided tour: seven stops at the parts of the window, shown once at the first start and from the menu Help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.document.gallery import examples
from app.i18n.translation import tr
from app.plots.panel import OF_A_RUN
from app.widgets.spotlight import Spotlight, Stop

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

HEADS = "page titles"  # the name of the heads of the start page


class GuidedTour:
    """Leads through one main window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.spotlight: Spotlight | None = None

    def begin(self) -> None:
        """Start at the first stop; nothing while it is under way."""
        if self.spotlight is None:
            self._window.preferences.set(tour_seen=True)
            self.spotlight = Spotlight(self._window, self.stops())
            self.spotlight.left.connect(self._ended)

    def begin_once(self) -> None:
        """Start it for somebody who has not seen it yet."""
        if not self._window.preferences.choices.tour_seen:
            self.begin()

    def stops(self) -> tuple[Stop, ...]:
        """What is said, and of what."""
        window, work = self._window, self._window.workspace
        return (
            Stop(
                tr("Begin here"),
                tr(
                    "Examples are networks that run. Lessons teach by them, step by step. "
                    "This tour takes a minute; Esc leaves it, and the menu Help brings it back."
                ),
                self._heads,
                window.show_start_page,
            ),
            Stop(
                tr("What a network is made of"),
                tr(
                    "Data, encoders, neurons, synapses and decoders. Drag one to the canvas, or double-click it. "
                    "Rest on a name to see its equations."
                ),
                lambda: work.palette_panel,
                self._work,
            ),
            Stop(
                tr("The drawing"),
                tr(
                    "Draw a wire from the right side of a node to the left side of another. Drop a synapse or a "
                    "learning rule on a wire to set it. Ctrl+Z takes back every change."
                ),
                lambda: window.canvas,
                self._work,
            ),
            Stop(
                tr("What is selected"),
                tr(
                    "Its values, with units. Those with waves act while the network runs. The other tabs train the "
                    "network and show equations."
                ),
                lambda: work.side_strip if work.is_narrow else work.side,
                self._show_properties,
            ),
            Stop(
                tr("Run"),
                tr(
                    "Space runs and pauses. The speed is yours: slow enough for an eye, or as fast as the machine "
                    "can. Problems of the drawing are listed at the right."
                ),
                lambda: work.transport,
                self._work,
            ),
            Stop(
                tr("Live views"),
                tr(
                    "Spikes, membranes, rates and weights while they happen. Click a neuron in the raster to see its "
                    "membrane. More of them are in the menu View."
                ),
                self._view,
                self._open_views,
            ),
            Stop(
                tr("Everything by name"),
                tr(
                    "Ctrl+K finds every command by its words, ? lists the keys, and the menu Help has the lessons. "
                    "That is all; have fun."
                ),
                lambda: window.title_bar.search,
                self._work,
            ),
        )

    def _heads(self) -> QWidget | None:
        found = self._window.start_page.findChildren(QWidget, HEADS)
        return next((heads for heads in found if heads.isVisible()), None)

    def _work(self) -> None:
        """The drawing, or an example where there is none."""
        window = self._window
        if window.is_working:
            return
        if window.editor.document.nodes:
            window.show_workspace()
        else:
            window.open_example(next(example for example in examples() if example.start_here))

    def _show_properties(self) -> None:
        self._work()
        if not self._window.workspace.is_narrow:
            self._window.workspace.open_side("properties")

    def _open_views(self) -> None:
        self._work()
        self._window.show_views(OF_A_RUN)

    def _view(self) -> QWidget | None:
        return next(iter(self._window.views.panels()), None)

    def _ended(self) -> None:
        self.spotlight = None
        self._window.canvas.setFocus()
