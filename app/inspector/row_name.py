"""The plain words of a row: on one line where they fit, else on several, small enough for the longest word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.text import BASE, SECONDARY, SMALL
from app.widgets.themed import follow

LEADING = 13  # from line to line of the smallest words: two lines are as high as a row
MOST = 5  # lines
RISE = 1  # px by which several lines stand higher: letters reach further below a line than above it
BALANCING = 4  # px by which a column is tried narrower
OF_A_LONG_WORD = SMALL - 1  # the size where one word is wider than the column


class RowName(QWidget):
    """Takes what room is left, and more height where the words ask for it; cut words are whole in the tooltip.

    ``lines`` are those that are painted.
    """

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.lines: tuple[str, ...] = (words,)
        self._size = BASE
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        follow(self, self._lay)

    @property
    def shown_font(self) -> QFont:
        """The font of what is painted."""
        return theme().font(self._size)

    def narrowest(self) -> int:
        """px in which no word is cut."""
        metrics = QFontMetrics(theme().font(SMALL))
        return max(metrics.horizontalAdvance(word) for word in self.words.split() or [""]) + 1

    def _lay(self) -> None:
        """Break the words for the present width, and take the height of their lines."""
        width = self.width()
        for size in (BASE, SECONDARY):
            if QFontMetrics(theme().font(size)).horizontalAdvance(self.words) < width - 1:
                self._size, self.lines = size, (self.words,)
                break
        else:
            sizes = (SMALL, OF_A_LONG_WORD)
            fitting = (size for size in sizes if _broken(self.words, theme().font(size), width)[1] <= width)
            self._size = next(fitting, OF_A_LONG_WORD)
            self.lines = wrapped(self.words, self.shown_font, width)
        cut = self.lines[-1].endswith("…") and not self.words.endswith("…")
        self.setToolTip(self.words if cut else "")
        self.setMinimumHeight(theme().px(LEADING) * len(self.lines) if len(self.lines) > 1 else 0)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setFont(self.shown_font)
        painter.setPen(look.color("text1" if self.isEnabled() else "text2"))
        leading = look.px(LEADING)
        top = (self.height() - leading * len(self.lines)) / 2
        top -= RISE if len(self.lines) > 1 else 0
        for index, words in enumerate(self.lines):
            area = QRectF(0, top + index * leading, self.width(), leading)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, words)


def wrapped(words: str, font: QFont, width: int) -> tuple[str, ...]:
    """Lines of about one length, broken where the script allows it; the last of ``MOST`` is cut at the right."""
    starts, _ = _broken(words, font, width)
    narrower = width - BALANCING
    while narrower > 0:
        even, widest = _broken(words, font, narrower)
        if len(even) > len(starts) or widest > narrower:
            break
        starts, narrower = even, narrower - BALANCING
    starts = starts[:MOST]
    ends = [*starts[1:], len(words)]
    lines = [words[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return tuple(QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines)


def _broken(words: str, font: QFont, width: int) -> tuple[list[int], float]:
    """The first letter of each line, and the width of the widest: a single word may be wider than ``width``."""
    layout = QTextLayout(words, font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    starts, widest = [], 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        starts.append(line.textStart())
        widest = max(widest, line.naturalTextWidth())
    layout.endLayout()
    return starts or [0], widest
