"""Pictures side by side, each with its word beneath; one of them may be chosen, by a click or by arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import listed
from app.widgets.painted_widget import PaintedWithTips
from app.widgets.painting import MIDDLE, inset_rect, paint_text
from app.widgets.pictures.sample_picture import Bytes, paint_grey

GAP, FOOT, INSET = 6, 16, 3


@dataclass(frozen=True)
class Tile:
    """``brightness`` (rows, columns), its word, the number by which it is chosen, and more to say; a cross if wrong."""

    brightness: Bytes = field(compare=False)
    words: str
    number: int
    tip: str = ""
    is_wrong: bool = False


class ImageGrid(PaintedWithTips):
    """At most ``columns`` × ``rows`` tiles; ``chosen`` tells the number of one, ``moved`` by how many to go on.

    A picture ``fills`` its tile, or keeps its shape.
    """

    least = (120, 0)
    chosen = Signal(int)
    moved = Signal(int)

    def __init__(self, columns: int, rows: int, fills: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns, self.rows, self._fills = columns, rows, fills
        self.tiles: tuple[Tile, ...] = ()
        self.number = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_tiles(self, tiles: Sequence[Tile], number: int = -1) -> None:
        """Show other pictures, of which the one with this number is chosen, if any."""
        before = len(self.tiles)
        self.tiles, self.number = tuple(tiles), number
        self.setAccessibleDescription(listed(tile.tip or tile.words for tile in tiles))
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
        return "" if tile is None else tile.tip or tile.words

    def paint(self, painter: QPainter) -> None:
        look = theme()
        for place, tile in enumerate(self.tiles):
            frame, is_chosen = self.area(place), tile.number == self.number
            plain = "error" if tile.is_wrong else "line"
            outline = "focus" if is_chosen and self.hasFocus() else "accent" if is_chosen else plain
            inset_rect(painter, frame, look.color("field"), look.color(outline), 2.0 if is_chosen else 1.0)
            inset = look.px(INSET)
            paint_grey(painter, tile.brightness, frame.adjusted(inset, inset, -inset, -inset), self._fills)
            below = QRectF(frame.left(), frame.bottom(), frame.width(), look.px(FOOT))
            tone, weight = ("text1", 600) if is_chosen else ("error" if tile.is_wrong else "text2", 400)
            paint_text(painter, below, f"{tile.words} ✕" if tile.is_wrong else tile.words, tone, 11, weight, MIDDLE)
