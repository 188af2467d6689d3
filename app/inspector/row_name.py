"""The plain words of a row: on one line where they fit, else on two of the smallest size; never higher."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.text import BASE, SECONDARY, SMALL
from app.widgets.themed import follow

LEADING = 13  # from line to line of the smallest words: two lines are as high as a row


class RowName(QWidget):
    """Takes what room is left; all the words are in the tooltip where they are cut."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._lines: tuple[str, ...] = (words,)
        self._size = BASE
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        follow(self, self.update)

    @property
    def words(self) -> str:
        return self._words

    @property
    def lines(self) -> tuple[str, ...]:
        """What is painted, line by line."""
        return self._lines

    @property
    def shown_font(self) -> QFont:
        """The font of what is painted."""
        return theme().font(self._size)

    def fits(self, width: int) -> bool:
        """Whether all the words can be shown in this width."""
        metrics = QFontMetrics(theme().font(SMALL))
        lines = _two_lines(self._words, metrics, width)
        return not lines[-1].endswith("…") or self._words.endswith("…")

    def sizeHint(self) -> QSize:
        return QSize(theme().px(80), theme().px(2 * LEADING))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def _lay(self) -> None:
        """Break the words for the present width; called where they are painted, so that no resize is missed."""
        width = self.width()
        for size in (BASE, SECONDARY):
            if QFontMetrics(theme().font(size)).horizontalAdvance(self._words) < width - 1:
                self._size, self._lines = size, (self._words,)
                break
        else:
            self._size = SMALL
            self._lines = _two_lines(self._words, QFontMetrics(theme().font(SMALL)), width)
        cut = self._lines[-1].endswith("…") and not self._words.endswith("…")
        self.setToolTip(self._words if cut else "")

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        self._lay()
        painter.setFont(self.shown_font)
        painter.setPen(look.color("text1" if self.isEnabled() else "text2"))
        leading = look.px(LEADING)
        top = (self.height() - leading * len(self._lines)) / 2
        for index, words in enumerate(self._lines):
            area = QRectF(0, top + index * leading, self.width(), leading)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, words)


_BREAKS = re.compile(r" |(?<=\w)-(?=\w)")


def _two_lines(words: str, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """Break before the first word that does not fit; the second line is cut at the right."""
    first = ""
    for place in (*(found.end() for found in _BREAKS.finditer(words)), len(words)):
        longer = words[:place].rstrip()
        if first and metrics.horizontalAdvance(longer) > width:
            rest = words[len(first) :].lstrip()
            return first, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
        first = longer
    return (metrics.elidedText(words, Qt.TextElideMode.ElideRight, width),)
