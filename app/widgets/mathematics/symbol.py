"""A symbol such as ``\\tau_m`` or ``V_{th}``: italic serif, upright small index."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets.mathematics.equation import Scripts, letters_of, parsed
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import take_font

INDEX_SCALE = 0.68
INDEX_DROP = 0.22  # of the font's height, downwards for a subscript
RAISE = 0.30
SIZE = 14


@dataclass(frozen=True)
class Symbol:
    """The three places of a symbol's letters; a bar over one is a combining macron."""

    base: str
    below: str = ""
    above: str = ""


def read_symbol(latex: str) -> Symbol:
    """The symbol that ``latex`` writes; only letters, one index and one exponent are known."""
    base = below = above = ""
    for piece in parsed(latex):
        scripts = piece if isinstance(piece, Scripts) else Scripts((piece,), (), ())
        base += letters_of(scripts.base)
        below += letters_of(scripts.index)
        above += letters_of(scripts.power)
    return Symbol(base.strip(), below.strip(), above.strip())


def plain_symbol(latex: str) -> str:
    """The letters of a symbol in one line, where only plain words can stand."""
    symbol = read_symbol(latex)
    return symbol.base + (f"_{symbol.below}" if symbol.below else "") + (f"^{symbol.above}" if symbol.above else "")


class SymbolLabel(PaintedWidget):
    """Paints one symbol at the left, on the row's baseline."""

    natural = (28, 26)

    def __init__(self, latex: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._symbol = read_symbol(latex)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paint(self, painter: QPainter) -> None:
        paint_symbol(painter, self._symbol, QPointF(0.0, self.height() / 2))


def paint_symbol(painter: QPainter, symbol: Symbol, middle_left: QPointF) -> None:
    """Draw ``symbol`` in ``text2`` with its left edge and middle at ``middle_left``."""
    look = theme()
    font = look.symbol_font(SIZE)
    index = look.symbol_font(SIZE * INDEX_SCALE)
    index.setItalic(False)
    metrics = QFontMetricsF(font)
    baseline = middle_left.y() + metrics.ascent() / 2 - metrics.descent() / 2
    take_font(painter, font, look.color("text2"))
    painter.drawText(QPointF(middle_left.x(), baseline), symbol.base)
    width = metrics.horizontalAdvance(symbol.base)
    painter.setFont(index)
    painter.drawText(QPointF(middle_left.x() + width + 0.5, baseline + metrics.height() * INDEX_DROP), symbol.below)
    painter.drawText(QPointF(middle_left.x() + width + 0.5, baseline - metrics.height() * RAISE), symbol.above)
