"""Building blocks of panels: columns and rows without stray margins, lines, cards, and a scrolling column."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.widgets.painting import inset_rect
from app.widgets.text import SECONDARY, STRONG, Text
from app.widgets.themed import follow

MARGIN = 12
BESIDE = 4  # from the head of a section to what stands beside it
BELOW = 4  # a choice that stands beneath its head and the first row
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
LEVELS = 8  # of layouts within layouts, of which each tells the next that its size has changed
Margins = tuple[float, float, float, float]
NONE: Margins = (0, 0, 0, 0)
Box = TypeVar("Box", bound=QBoxLayout)


@dataclass(frozen=True)
class Gap:
    """Room of so many px between two parts, beside the spacing."""

    px: float


Part: TypeAlias = QWidget | QLayout | Gap | int


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


def fill(layout: Box, *parts: Part | tuple[Part, int]) -> Box:
    """Put widgets, layouts and gaps in, each alone or with its stretch; a number is room that stretches."""
    for each in parts:
        part, stretch = each if isinstance(each, tuple) else (each, 0)
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, Gap):
            layout.addSpacing(theme().px(part.px))
        elif isinstance(part, QLayout):
            layout.addLayout(part, stretch)
        else:
            layout.addWidget(part, stretch)
    return layout


def _space(layout: QLayout, margins: Margins, spacing: float) -> None:
    px = theme().px
    layout.setContentsMargins(px(margins[0]), px(margins[1]), px(margins[2]), px(margins[3]))
    layout.setSpacing(px(spacing))


def empty(layout: QLayout, keep: Container[QWidget] = ()) -> None:
    """Take everything out, also of layouts within it, and delete all widgets but those to ``keep``.

    They leave by ``removeWidget``: a widget whose item is taken goes on telling that item of its heights, and the
    layout that it comes into next cuts words that need more of it.
    """
    for widget in widgets_in(layout):
        if widget in keep:
            layout.removeWidget(widget)
        else:
            let_go(widget)
    for within in layout.findChildren(QLayout, options=DIRECT):
        empty(within, keep)
    while layout.itemAt(0) is not None:  # spaces and empty layouts: Python frees what it was shown before it takes it
        layout.takeAt(0)


def let_go(widget: QWidget) -> None:
    """Take a widget out of its layout and have it deleted: the one way in which a part of a panel goes.

    A layout that loses a widget by itself deletes its item unseen, see :func:`widgets_in`.
    """
    parent = widget.parentWidget()
    whole = parent.layout() if parent is not None else None
    for layout in (whole, *whole.findChildren(QLayout)) if whole is not None else ():
        if layout.indexOf(widget) >= 0:
            layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()


def widgets_in(layout: QLayout) -> list[QWidget]:
    """The widgets that stand in a layout, not those of layouts within it, in their order.

    A layout is never asked for its items (``tests/app/widgets/test_layout_items.py``). Qt deletes the item of a widget
    that is deleted, and PySide keeps the Python object of it for whatever lies at the same address later: a widget
    there ended the process when it was deleted itself.
    """
    parent = layout.parentWidget()
    children = parent.findChildren(QWidget, options=DIRECT) if parent is not None else []
    places = {widget: layout.indexOf(widget) for widget in children}
    return sorted((widget for widget in children if places[widget] >= 0), key=lambda widget: places[widget])


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
            layouts = (whole, *whole.findChildren(QLayout))
            for widget in content.findChildren(QWidget, options=DIRECT):
                is_new = not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
                if is_new and any(one.indexOf(widget) >= 0 for one in layouts):
                    widget.show()
            lay_out()


def lay_out() -> None:
    """Lay out now what will be; requests that are made in a round are served in the next."""
    for _ in range(LEVELS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


class Ground(QWidget):
    """A plain rectangle in one colour role behind its children."""

    def __init__(self, role: str = "surface0", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        follow(self, self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color(self._role))


class SeparationLine(Ground):
    """One line of separation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("line", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(1)


class RoundedGround(QWidget):
    """A rounded ground with an outline, for what belongs together."""

    def __init__(self, role: str = "surface1", outline: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role, self._outline = role, outline
        follow(self, self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        inset_rect(QPainter(self), QRectF(self.rect()), look.color(self._role), look.color(self._outline))


class Scrolling(QScrollArea):
    """A column that scrolls vertically; its ground is that of panels.

    The bar has its room also while there is nothing to scroll, so that no field moves when it comes or goes. The
    content is as wide as what is seen of it, whatever it asks for: Qt gives a part its least width, and where that
    goes with its width, as where a row turns into a column, the two resized each other until the stack was full.
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
        policy = content.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        content.setSizePolicy(policy)
        self.setWidget(content)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def bring_up(self, part: QWidget) -> None:
        """Scroll to where a part of the content begins, once what is new above it has its place."""
        QTimer.singleShot(0, part, lambda: self._scroll_to(part))

    def _scroll_to(self, part: QWidget) -> None:
        lay_out()
        if (content := self.widget()) is not None:
            self.verticalScrollBar().setValue(part.mapTo(content, QPoint()).y())


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
        fill(first, self.title, 1)
        if mark is not None:
            first.addWidget(mark)
        self._first = first
        self._line = row(self, spacing=BESIDE)
        self._line.addLayout(first, 1)
        if right is not None:
            self._line.addWidget(right)

    def minimumSizeHint(self) -> QSize:
        """Demand the width of the widest part, whether the parts stand side by side or not."""
        least = super().minimumSizeHint()
        if self._right is None:
            return least
        return QSize(max(self._first.minimumSize().width(), self._right.minimumSizeHint().width()), least.height())

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
