"""The words of a drawing's only note, at the upper edge of the canvas while the note itself is too small to read."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.appearance.theme import theme
from app.canvas.overlays.breadcrumb import Breadcrumb
from app.canvas.overlays.overlay import MARGIN, Overlay
from app.canvas.overlays.toolbar import CanvasToolbar
from app.canvas.scene.surface import Surface
from app.document.elements import Node, NodeKind
from app.widgets.painting import take_font
from app.widgets.text import breakable

LEGIBLE = 0.7  # zoom from which the words of notes are read where they stand
PADDING, ABOVE = 12, 3
LEAST = 240  # pixels of its width
LARGEST_SHARE = 1 / 3  # of the height of the canvas
SIZE, SMALL = 12, 11  # of letters, and of those that spare a line
WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
UNLIMITED = 10_000.0
BROKEN = re.compile(r"(?<![.!?:…。！？：])\n")  # a line that ends within a sentence
WIDE = "\u3000"  # the first of the signs that no space parts


class Caption(Overlay):
    """Stands between the name and the bar, where nothing of a drawing that is shown as a whole lies.

    Of several notes each belongs to what it stands beside; one alone speaks of all of the drawing. What is long is
    read at the note. The mouse falls through.
    """

    def __init__(self, view: Surface, name: Breadcrumb, bar: CanvasToolbar) -> None:
        super().__init__(view.viewport())
        self._view, self._name, self._bar = view, name, bar
        self.words = ""
        self._read = ""  # id of the note whose words stand here
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.zoom_changed.connect(self.place)
        self.hide()

    @property
    def is_needed(self) -> bool:
        """True if notes are too small to read."""
        return self._view.zoom < LEGIBLE

    def note(self) -> Node | None:
        """The only one on this level, where something stands beside it."""
        nodes = self._view.drawing.nodes
        notes = [item.node for item in nodes.values() if item.node.kind == NodeKind.NOTE]
        return notes[0] if len(notes) == 1 and len(nodes) > 1 and notes[0].text.strip() else None

    def place_for(self, note: Node) -> QRect:
        """The place of the words of a note; empty where they have no room."""
        look, margin, name, bar = theme(), theme().px(MARGIN), self._name, self._bar
        left = margin if name.isHidden() else name.geometry().right() + 1 + margin
        room = bar.x() - margin - left
        if room < look.px(LEAST):
            return QRect()
        size = self._size(flowing(note.text), room)
        height = max(size.height(), bar.height())
        if height > self._view.height() * LARGEST_SHARE:
            return QRect()
        return QRect(left + (room - size.width()) // 2, margin, size.width(), height)

    def place(self, _zoom: float = 0.0) -> None:
        """Stand where there is room, or hide."""
        note = self.note() if self.is_needed else None
        place = QRect() if note is None else self.place_for(note)
        read = "" if note is None or place.isEmpty() else note.id
        self.words = "" if note is None or not read else flowing(note.text)
        for i in {self._read, read} & self._view.drawing.nodes.keys():
            self._view.drawing.nodes[i].read_above(i == read)
        self._read = read
        self.setAccessibleName(self.words)
        self.setVisible(bool(self.words))
        if self.words:
            self.setGeometry(place)
            self.update()

    def _size(self, words: str, room: int) -> QSize:
        """Of the plate for words that have this much room in width."""
        look = theme()
        edges = QSize(2 * look.px(PADDING), 2 * look.px(ABOVE))
        area = QRectF(0, 0, room - edges.width(), UNLIMITED)
        text = QFontMetricsF(self.font_for(words, area.width())).boundingRect(area, WRAPPED, breakable(words))
        return QSize(min(round(text.width()) + 2, round(area.width())), round(text.height())) + edges

    def font_for(self, words: str, width: float) -> QFont:
        """The usual one, or a smaller one in which no line is broken."""
        for size in (SIZE, SMALL):
            metrics = QFontMetricsF(theme().font(size))
            if all(metrics.horizontalAdvance(line) < width for line in words.split("\n")):
                return theme().font(size)
        return theme().font(SIZE)

    def paint_content(self, painter: QPainter) -> None:
        look = theme()
        across = look.px(PADDING)
        size = self._size(self.words, self.width())
        inner = QRectF(self.rect()).adjusted(across, (self.height() - size.height()) / 2 + look.px(ABOVE), -across, 0)
        first, _, rest = breakable(self.words).partition("\n")
        take_font(painter, self.font_for(self.words, inner.width() + 1), look.color("text1"))
        used = painter.boundingRect(inner, WRAPPED, first)
        painter.drawText(inner, WRAPPED, first)
        painter.setPen(look.color("text2"))
        painter.drawText(inner.adjusted(0, used.height(), 0, 0), WRAPPED, rest)


def flowing(text: str) -> str:
    """The words of a note, whose lines may have been ended for its own width, with none that ends within a sentence."""
    words = text.strip()
    return BROKEN.sub(lambda end: "" if words[end.start() - 1] >= WIDE else " ", words)
