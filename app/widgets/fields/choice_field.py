"""One of a few words, chosen from a list that opens beneath."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.widgets.painting import LEFT, field_ground
from app.widgets.text import BASE, SECONDARY, SMALL
from app.widgets.themed import apply_and_follow

HEIGHT = 26
TALL = 36  # of two lines
LINE = 13  # that each further one adds
MOST_LINES = 3
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


def broken(words: str, room: int, most: int) -> list[str]:
    """The words in at most so many lines of ``room`` px in the smallest size; the last may be longer, and is cut."""
    advance = QFontMetrics(theme().font(SIZES[-1])).horizontalAdvance
    lines: list[str] = []
    while advance(words) > room and len(lines) < most - 1:
        ends = [at for at, letter in enumerate(words) if letter == " " and advance(words[:at]) <= room]
        if not ends:
            break
        lines.append(words[: ends[-1]])
        words = words[ends[-1] + 1 :]
    return [*lines, words]


class ChoiceField(QComboBox):
    """Options are pairs (key, words); ``chosen(key)`` tells a person's choice, never a refresh.

    A field of a ``model``, and one that is ``wrapped``, grows where its words need more than one line.
    """

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]] = (), *, model: bool = False, wrapped: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._is_model, self._is_wrapped = model, model or wrapped
        self._options: tuple[tuple[str, str], ...] = ()
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # scrolling a form must not take the keyboard
        self.set_options(options)
        self.activated.connect(self._activated)
        apply_and_follow(self, self._restyle)

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
            self._keep_height()
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
        """The written text: one line, or up to three of words that are too long for one in the smallest size."""
        words = self.currentText() if self.currentIndex() >= 0 else self._hint or SEVERAL
        return broken(words, self.room, MOST_LINES) if self._is_wrapped else [words]

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
        count = len(self.lines)
        return theme().px(HEIGHT if count == 1 else TALL + LINE * (count - 2))

    def _keep_height(self) -> None:
        """Stand against the least height that the style sheet gives all lists that open, which is one line's."""
        if self.minimumHeight() != self._height():
            self.setMinimumHeight(self._height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Polish, QEvent.Type.StyleChange):
            self._keep_height()
        return done

    def _restyle(self) -> None:
        self.setFont(theme().font())
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        ground = "surface1" if self._is_model else "field"
        field_ground(painter, self, "surface2" if self.underMouse() and self.isEnabled() else ground)
        side, padding = look.px(CHEVRON), look.px(PADDING)
        right = self.width() - side - look.px(8)
        tone = "text1" if self.isEnabled() else "text2"
        paint_icon(painter, "down", QRectF(right, (self.height() - side) / 2, side, side), tone)
        painter.setPen(look.color(tone if self.currentIndex() >= 0 else "text3"))
        area = self.rect().adjusted(padding, 0, 0, 0)
        area.setWidth(self.room)
        lines = self.lines
        fonts = map(look.font, SIZES if len(lines) == 1 else SIZES[-1:])
        longest = max(lines, key=QFontMetrics(look.font(SIZES[-1])).horizontalAdvance)
        sizes = (font for font in fonts if QFontMetrics(font).horizontalAdvance(longest) <= area.width())
        painter.setFont(next(sizes, look.font(SIZES[-1])))
        elide, metrics = Qt.TextElideMode.ElideRight, painter.fontMetrics()
        fitting = "\n".join(metrics.elidedText(line, elide, area.width()) for line in lines)
        painter.drawText(area, LEFT, fitting)
