"""Pictures side by side, each with its word beneath; one of them is chosen, by a click or by arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import MIDDLE, inset_rect, paint_text
from app.widgets.pictures.sample_picture import Bytes, paint_grey

GAP, FOOT, INSET = 6, 16, 3


@dataclass(frozen=True)
class Tile:
    """``brightness`` (rows, columns), its word, and the number by which it is chosen."""

    brightness: Bytes = field(compare=False)
    words: str
    number: int


class ImageGrid(PaintedWidget):
    """At most ``columns`` × ``rows`` tiles; ``chosen`` tells the number of one, ``moved`` by how many to go on."""

    least = (120, 0)
    chosen = Signal(int)
    moved = Signal(int)

    def __init__(self, columns: int, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns, self.rows = columns, rows
        self.tiles: tuple[Tile, ...] = ()
        self.number = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_tiles(self, tiles: Sequence[Tile], number: int) -> None:
        """Show other pictures, of which the one with this number is chosen."""
        before = len(self.tiles)
        self.tiles, self.number = tuple(tiles), number
        if len(self.tiles) != before:
            self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        lines = -(-max(len(self.tiles), 1) // self.columns)
        return round(lines * (self._side(width) + theme().px(FOOT + GAP)) - theme().px(GAP))

    def sizeHint(self) -> QSize:
        width = theme().px(280)
        return QSize(width, self.heightForWidth(width))

    def _side(self, width: float) -> float:
        return (width - (self.columns - 1) * theme().px(GAP)) / self.columns

    def area(self, place: int) -> QRectF:
        """The rectangle of a tile's picture."""
        side, gap = self._side(self.width()), theme().px(GAP)
        line, across = divmod(place, self.columns)
        return QRectF(across * (side + gap), line * (side + theme().px(FOOT) + gap), side, side)

    def _at(self, point: QPointF) -> Tile | None:
        foot = theme().px(FOOT)
        inside = (t for k, t in enumerate(self.tiles) if self.area(k).adjusted(0, 0, 0, foot).contains(point))
        return next(inside, None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        tile = self._at(event.position())
        if tile is not None:
            self.chosen.emit(tile.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self.columns, Qt.Key.Key_Down: self.columns,
        }  # fmt: skip
        if event.key() in moves:
            self.moved.emit(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def tip_at(self, place: QPointF) -> str:
        tile = self._at(place)
        return "" if tile is None else tile.words

    def paint(self, painter: QPainter) -> None:
        look = theme()
        for place, tile in enumerate(self.tiles):
            frame, is_chosen = self.area(place), tile.number == self.number
            outline = "focus" if is_chosen and self.hasFocus() else "accent" if is_chosen else "line"
            inset_rect(painter, frame, look.color("field"), look.color(outline), 2.0 if is_chosen else 1.0)
            inset = look.px(INSET)
            paint_grey(painter, tile.brightness, frame.adjusted(inset, inset, -inset, -inset), fills=False)
            below = QRectF(frame.left(), frame.bottom(), frame.width(), look.px(FOOT))
            tone, weight = ("text1", 600) if is_chosen else ("text2", 400)
            paint_text(painter, below, tile.words, tone, 11, weight, MIDDLE)
