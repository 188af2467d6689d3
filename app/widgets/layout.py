"""How panels are built: columns and rows without stray margins, lines, cards, and a scrolling column."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.widgets.painting import well
from app.widgets.text import SECONDARY, STRONG, Text
from app.widgets.themed import follow

MARGIN = 12
BESIDE = 4  # from the head of a section to what stands beside it
BELOW = 4  # a choice that stands beneath its head and the first row
LEVELS = 8  # of layouts within layouts, of which each tells the next that its size has changed
Margins = tuple[float, float, float, float]
NONE: Margins = (0, 0, 0, 0)


def column(parent: QWidget | None = None, margins: Margins = NONE, spacing: float = 0) -> QVBoxLayout:
    """A vertical layout; sizes are those of the tokens."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    _space(layout, margins, spacing)
    return layout


def row(parent: QWidget | None = None, margins: Margins = NONE, spacing: float = 0) -> QHBoxLayout:
    """A horizontal layout; sizes are those of the tokens."""
    layout = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    _space(layout, margins, spacing)
    return layout


def _space(layout: QLayout, margins: Margins, spacing: float) -> None:
    px = theme().px
    layout.setContentsMargins(px(margins[0]), px(margins[1]), px(margins[2]), px(margins[3]))
    layout.setSpacing(px(spacing))


def empty(layout: QBoxLayout, keep: Container[QWidget] = ()) -> None:
    """Take everything out, and delete all widgets but those to ``keep``, which may be laid anew.

    They leave by ``removeWidget``: a widget whose item is taken goes on telling that item of its heights, and the
    layout that it comes into next cuts words that need more of it.
    """
    while (item := layout.itemAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget in keep:
            layout.removeWidget(widget)
            continue
        layout.takeAt(0)
        if widget is not None:
            widget.hide()
            widget.deleteLater()


@contextmanager
def laid_at_once(layout: QLayout) -> Iterator[None]:
    """Fill a layout in it: what is new is shown and laid out at its end, before anything is painted.

    Qt itself shows and lays out while events are served; a painting that comes before them shows parts out of place.
    """
    content = layout.parentWidget()
    assert content is not None, "a layout that stands in a widget"
    whole = content.layout() or layout
    whole.setEnabled(False)
    try:
        yield
    finally:
        whole.setEnabled(True)
        if content.isVisible():
            for widget in _widgets(whole):
                if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                    widget.show()
            for _ in range(LEVELS):  # requests that are made in a round are served in the next
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def _widgets(layout: QLayout) -> Iterator[QWidget]:
    """What stands in a layout and in those within it."""
    for item in (found for place in range(layout.count()) if (found := layout.itemAt(place)) is not None):
        widget, within = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif within is not None:
            yield from _widgets(within)


class Line(QWidget):
    """One line of separation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(1)
        follow(self, self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("line"))


class Ground(QWidget):
    """A plain rectangle in one colour role behind its children."""

    def __init__(self, role: str = "surface0", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        follow(self, self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color(self._role))


class Card(QWidget):
    """A rounded ground with an outline, for what belongs together."""

    def __init__(self, role: str = "surface1", outline: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role, self._outline = role, outline
        follow(self, self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        well(QPainter(self), QRectF(self.rect()), look.color(self._role), look.color(self._outline))


class Scrolling(QScrollArea):
    """A column that scrolls vertically; its ground is that of panels.

    The bar has its room also while there is nothing to scroll, so that no field moves when it comes or goes.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.setEnabled(False)  # without a handle
        bar.rangeChanged.connect(lambda low, high: bar.setEnabled(high > low))
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.setWidget(content)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class SectionHead(QWidget):
    """Name at the left; what belongs to the whole section at the right, or beneath where there is no room.

    ``right`` is a choice or a hint; ``mark`` is small and stays beside the name.
    """

    def __init__(
        self, words: str, right: QWidget | None = None, mark: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = Text(words, weight=STRONG)
        self._right = right
        first = row()
        first.addStrut(theme().px(30))
        first.addWidget(self.title)
        first.addStretch(1)
        if mark is not None:
            first.addWidget(mark)
        self._first = first
        self._line = row(self, spacing=BESIDE)
        self._line.addLayout(first, 1)
        if right is not None:
            self._line.addWidget(right)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show):
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        if self._right is None:
            return
        wanted = self._first.sizeHint().width() + theme().px(BESIDE) + self._right.sizeHint().width()
        is_narrow = wanted > self.width() > 0
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != way:
            self._line.setDirection(way)
            self._line.setSpacing(0 if is_narrow else theme().px(BESIDE))
            self._line.setContentsMargins(0, 0, 0, theme().px(BELOW) if is_narrow else 0)


def hint(words: str) -> Text:
    """A quiet sentence that may take several lines."""
    return Text(words, size=SECONDARY, tone="text2", wrapped=True)
