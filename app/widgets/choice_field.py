"""One of a few words, chosen from a list that opens beneath."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.widgets.painting import well
from app.widgets.text import BASE, SECONDARY, SMALL
from app.widgets.themed import follow

HEIGHT = 26
TALL = 36  # of two lines
WIDTH = 98
MODEL_WIDTH = 158  # of a section's model; a longer name takes more
PADDING = 10
CHEVRON = 14
BESIDE_CHEVRON = 12
SEVERAL = "—"
SIZES = (BASE, SECONDARY, SMALL)  # of the words: the largest that fits
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)


def wide_enough(options: Iterable[str]) -> int:
    """The width, in pixels, of a field in which none of the words is cut or written small."""
    look = theme()
    metrics = QFontMetricsF(look.font())
    words = max((metrics.horizontalAdvance(words) for words in options), default=0.0)
    edges = look.px(PADDING) + look.px(CHEVRON) + look.px(BESIDE_CHEVRON)
    return math.ceil(words) + 1 + edges  # a letter that ends within a pixel would be cut


class ChoiceField(QComboBox):
    """Options are pairs (key, words); ``chosen(key)`` tells a person's choice, never a refresh."""

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]] = (), *, model: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_model = model
        self._options: tuple[tuple[str, str], ...] = ()
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # scrolling a form must not take the keyboard
        self.set_options(options)
        self.activated.connect(self._activated)
        follow(self, self._restyle)
        self._restyle()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other words; the list is left alone where it is the same."""
        if tuple(options) == self._options:
            return
        self._options = tuple(options)
        self.clear()
        for key, words in self._options:
            self.addItem(words, key)
        self.setCurrentIndex(-1)

    def set_value(self, key: str | None) -> None:
        """Show ``key``; None while several differ."""
        index = next((i for i, (known, _) in enumerate(self._options) if known == key), -1)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
            self.updateGeometry()
            self.update()
        self.setToolTip(self.currentText())

    def set_hint(self, words: str) -> None:
        """Say what stands where nothing is chosen; "" for the dash of several values."""
        if words != self._hint:
            self._hint = words
            self.update()

    @property
    def value(self) -> str | None:
        """The key shown, or None."""
        return None if self.currentIndex() < 0 else str(self.currentData())

    def _activated(self, index: int) -> None:
        self.setToolTip(self.itemText(index))
        self.chosen.emit(self._options[index][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows open the list: to walk through it closed would take every word in turn, each an edit of its own."""
        if event.key() in MOVES:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a form must not change it

    @property
    def lines(self) -> list[str]:
        """What is written: one line, or two of a model's name that is too long for one in the smallest size."""
        words = self.currentText() if self.currentIndex() >= 0 else self._hint or SEVERAL
        metrics = QFontMetrics(theme().font(SIZES[-1]))
        if not self._is_model or metrics.horizontalAdvance(words) <= self.room:
            return [words]
        ends = [at for at, letter in enumerate(words) if letter == " "]
        fitting = [at for at in ends if metrics.horizontalAdvance(words[:at]) <= self.room]
        return [words[: fitting[-1]], words[fitting[-1] + 1 :]] if fitting else [words]

    @property
    def room(self) -> int:
        """The width of a line, in pixels."""
        look = theme()
        return self.width() - look.px(PADDING) - look.px(CHEVRON) - look.px(BESIDE_CHEVRON)

    @property
    def widest(self) -> int:
        """The width, in pixels, in which no option is cut or written small."""
        return wide_enough(words for _, words in self._options)

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.px(MODEL_WIDTH if self._is_model else WIDTH)
        if self._is_model:
            width = max(width, self.fontMetrics().horizontalAdvance(self.currentText()) + look.px(46))
        return QSize(width, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(64), self._height())

    def _height(self) -> int:
        return theme().px(HEIGHT if len(self.lines) == 1 else TALL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != self._height():
            self.updateGeometry()

    def _restyle(self) -> None:
        self.setFont(theme().font())
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        focused = self.hasFocus()
        ground = "surface1" if self._is_model else "field"
        if self.underMouse() and self.isEnabled():
            ground = "surface2"
        outline = "focus" if focused else "line"
        well(painter, QRectF(self.rect()), look.color(ground), look.color(outline), 2.0 if focused else 1.0)
        side, padding = look.px(CHEVRON), look.px(PADDING)
        right = self.width() - side - look.px(8)
        tone = "text1" if self.isEnabled() else "text2"
        paint_icon(painter, "down", QRectF(right, (self.height() - side) / 2, side, side), tone)
        painter.setPen(look.color(tone if self.currentIndex() >= 0 else "text3"))
        area = self.rect().adjusted(padding, 0, 0, 0)
        area.setWidth(self.room)
        lines = self.lines
        fonts = map(look.font, SIZES if len(lines) == 1 else SIZES[-1:])
        sizes = (font for font in fonts if QFontMetrics(font).horizontalAdvance(lines[0]) <= area.width())
        painter.setFont(next(sizes, look.font(SIZES[-1])))
        elide, metrics = Qt.TextElideMode.ElideRight, painter.fontMetrics()
        fitting = "\n".join(metrics.elidedText(line, elide, area.width()) for line in lines)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
