"""What every view has: a header, a surface to paint on, an empty state, and ways to take its data away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QAction, QPainter, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.appearance.theme import signals, theme
from app.plots.exporting import Table, choose_and_export, copy_data
from app.plots.header import Chip, PlotHeader
from app.plots.painting import MIDDLE, text
from app.plots.source import Source
from app.plots.surface import Surface
from app.plots.time_range import TimeRange
from app.translation import tr


class Panel(QWidget):
    """One kind of view. A subclass paints, and says what it shows.

    ``redraw`` is called at display rate while visible and repaints only when something moved.
    """

    icon_name: ClassVar[str] = "views"
    order: ClassVar[int] = 100  # place in menus

    closing = Signal()
    detaching = Signal()
    chips_changed = Signal()
    cursor_text = Signal(str)
    neuron_chosen = Signal(str, int)
    run_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PlotHeader(self.title, self.menu_actions, self)
        self.header.closing.connect(self.closing)
        self.header.detaching.connect(self.detaching)
        self.surface = Surface(self.paint, self)
        self.surface.hovered.connect(self.hover)
        self.surface.clicked.connect(self.click)
        self.surface.panned.connect(self.pan)
        self.surface.zoomed.connect(self.zoom)
        self.surface.autoscaled.connect(self.autoscale)
        self._empty_button = QPushButton(self.surface)
        self._empty_button.hide()
        self._empty_button.clicked.connect(self.act_when_empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.surface, 1)
        self._painted: object = None
        signals.theme_changed.connect(self.refresh)

    @classmethod
    def name(cls) -> str:
        """What this kind is called, in the window's language."""
        raise NotImplementedError(f"{cls.__name__} has no name")

    @property
    def title(self) -> str:
        """What this view is called."""
        return self.name()

    # What a subclass says

    def chips(self) -> list[Chip]:
        """What is shown: identity slots and words."""
        return []

    def is_empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return False

    def empty_words(self) -> tuple[str, str]:
        """The sentence and the button of the empty state."""
        return tr("There is nothing to show yet."), ""

    def act_when_empty(self) -> None:
        """What the button of the empty state does."""
        self.run_wanted.emit()

    def shown_state(self) -> object:
        """Something that differs whenever the picture would; the panel repaints only then."""
        return None

    def paint_plot(self, painter: QPainter, size: QSize) -> None:
        """Draw everything but the ground."""

    def table(self) -> Table:
        """The data in view as column names and rows."""
        return Table((), ())

    def own_actions(self) -> Sequence[QAction]:
        """Choices that only this kind has."""
        return ()

    def hover(self, position: QPointF | None) -> None:
        """The mouse is over the surface, or left it."""

    def click(self, position: QPointF) -> None:
        """The surface was clicked."""

    def pan(self, dx: float, dy: float) -> None:
        """Dragged by fractions of the surface."""

    def zoom(self, factor: float, position: QPointF) -> None:
        """Scale what is shown around ``position``; below one comes nearer."""

    def autoscale(self) -> None:
        """Show everything that is of interest."""

    # What all share

    def redraw(self) -> None:
        """Repaint if the picture would differ."""
        state = self.shown_state()
        if state != self._painted or state is None:
            self._painted = state
            self._show()

    def refresh(self) -> None:
        """Repaint in any case."""
        self._painted = None
        self._show()

    def _show(self) -> None:
        self.refresh_chips()
        self._place_empty_button()
        self.surface.update()

    def refresh_chips(self) -> None:
        self.header.set_chips(self.chips())
        self.header.set_title(self.title)

    def say(self, value: str) -> None:
        """Show the value at the cursor in the header."""
        self.header.set_value(value)
        self.cursor_text.emit(value)

    def paint(self, painter: QPainter, size: QSize) -> None:
        """Draw the whole surface, at any size: screen, picture or page."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme().color("surface0"))
        if self.is_empty():
            middle = QRectF(0, size.height() / 2 - theme().px(36), size.width(), theme().px(20))
            text(painter, middle, self.empty_words()[0], "text2", 13, where=MIDDLE)
        else:
            self.paint_plot(painter, size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_empty_button()

    def _place_empty_button(self) -> None:
        button, words = self._empty_button, self.empty_words()[1] if self.is_empty() else ""
        button.setVisible(bool(words))
        if words:
            button.setText(words)
            button.adjustSize()
            x = (self.surface.width() - button.width()) // 2
            button.move(x, self.surface.height() // 2 - theme().px(6))

    def menu_actions(self) -> list[QAction]:
        """What stands behind the three dots."""
        actions = list(self.own_actions())
        if actions:
            separator = QAction(self)
            separator.setSeparator(True)
            actions.append(separator)
        for words, act in (
            (tr("Fit to the data"), self.autoscale),
            (tr("Copy data"), lambda: copy_data(self)),
            (tr("Export as PNG, SVG or CSV"), lambda: choose_and_export(self)),
        ):
            action = QAction(words, self)
            action.triggered.connect(act)
            actions.append(action)
        return actions


class PlotPanel(Panel):
    """A view of a run; all that look at time share one range and one cursor."""

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self.source = source
        self.time_range = time_range
        super().__init__(parent)
        source.changed.connect(self.refresh)
        self.refresh_chips()

    def empty_words(self) -> tuple[str, str]:
        if not self.source.is_prepared:
            return tr("The network is being prepared."), ""
        if self.source.is_running:
            return tr("The first steps are being simulated."), ""
        return tr("Nothing was simulated yet."), tr("Run")


def checkable(words: str, checked: bool, act: Callable[..., object], parent: QWidget) -> QAction:
    """A choice in a view's menu."""
    action = QAction(words, parent)
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(act)
    return action
