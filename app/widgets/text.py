"""A label with a size, weight and tone from the theme; elides at the right when told to."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.themed import apply_and_follow
from engine.model.quantities import Choice, Quantity

BASE = 13
SECONDARY = 12
SMALL = 11
HEADING = 15
NORMAL = 400
ZERO_WIDTH_SPACE = "\u200b"
NO_BREAK_SPACE = "\u00a0"
LONG_WORD = re.compile("[!-\u024f]{25,}")  # letters that are not Chinese, which part anywhere; a panel has about 40
JOINT = re.compile(r".{0,11}?[_/\\.,:;-]|.{12}")  # behind a mark of punctuation, or somewhere
BEFORE_A_UNIT = re.compile(r"(?<=\d) (?=(?:[fpnµmkMG]?(?:s|V|A|F|S|Hz|Ohm|M|m|J|B)|min|h|%|×)(?![A-Za-z]))")
MEDIUM = 500
STRONG = 600
BETWEEN = (" → ", " — ")  # the two names of a link


class Text(QLabel):
    """Words in one tone; with ``elided`` it takes what room there is and its tooltip has all of them."""

    def __init__(
        self,
        words: str = "",
        *,
        size: int = BASE,
        weight: int = NORMAL,
        tone: str = "text1",
        wrapped: bool = False,
        elided: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size, self._weight, self._tone, self._tabular = size, weight, tone, tabular
        self._elided = elided
        self.words = ""  # the whole text, also where only a part is visible
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrapped)
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # else a button around it lends its own
        if elided:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        apply_and_follow(self, self._restyle)
        self.say(words)

    def say(self, words: str) -> None:
        """Show other words."""
        if words == self.words:
            return
        self.words = words
        self.setAccessibleName(words)
        self._lay_words()
        if self._elided:
            self.updateGeometry()

    def set_tone(self, tone: str) -> None:
        """Change the colour role."""
        if tone != self._tone:
            self._tone = tone
            self._restyle()

    def set_weight(self, weight: int) -> None:
        """Change how bold the words are."""
        if weight != self._weight:
            self._weight = weight
            self._restyle()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if not self._elided:
            return hint
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.words) + 1, hint.height())

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elided else hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elided:
            self._lay_words()

    def changeEvent(self, event: QEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.FontChange and self._elided:
            self._lay_words()
        if kind == QEvent.Type.PaletteChange and self._is_off_tone():
            self._restyle()  # a style sheet that polishes anew brings back the palette of an earlier theme
        super().changeEvent(event)

    def _lay_words(self) -> None:
        if not self._elided:
            self.setText(breakable(unbroken_unit(self.words)) if self.wordWrap() else self.words)
            return
        fitting = QFontMetrics(self.font()).elidedText(self.words, Qt.TextElideMode.ElideRight, max(self.width(), 0))
        if self.width() <= 0 or not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            fitting = self.words
        if self.text() != fitting:
            self.setText(fitting)
        self.setToolTip(self.words if fitting != self.words else "")

    def _is_off_tone(self) -> bool:
        group = QPalette.ColorGroup.Active
        return self.palette().color(group, QPalette.ColorRole.WindowText) != theme().color(self._tone)

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font(self._size, self._weight, tabular=self._tabular))
        palette = QPalette(self.palette())
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.WindowText, look.color(self._tone))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, look.color("text3"))
        self.setPalette(palette)
        self._lay_words()


def shortened(title: str, metrics: QFontMetrics, room: int) -> str:
    """A title cut in its middle, since names differ at their ends; of a link's title, the longer name is cut first."""
    between = next((words for words in BETWEEN if title.count(words) == 1), "")
    if not between or metrics.horizontalAdvance(title) <= room:
        return metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room)
    first, second = title.split(between)
    left = room - metrics.horizontalAdvance(between)
    widths = [metrics.horizontalAdvance(first), metrics.horizontalAdvance(second)]
    shares = (max(left // 2, left - widths[1]), max(left // 2, left - widths[0]))
    cut = [metrics.elidedText(w, Qt.TextElideMode.ElideMiddle, s) for w, s in zip((first, second), shares, strict=True)]
    return between.join(cut)


def breakable(words: str) -> str:
    """With places where a line may end within words so long that they would widen a panel: names and paths."""
    return LONG_WORD.sub(lambda found: JOINT.sub(lambda part: part[0] + ZERO_WIDTH_SPACE, found[0]), words)


def unbroken_unit(words: str) -> str:
    """With no end of a line between a number and its unit."""
    return BEFORE_A_UNIT.sub(NO_BREAK_SPACE, words)


def capital(words: str) -> str:
    """A declared meaning as it starts a row or a sentence."""
    return words[:1].upper() + words[1:]


def row_words(quantity: Quantity | Choice) -> str:
    """The words in a quantity's row: its meaning, or its name as it is written where nothing was said of it."""
    is_said = isinstance(quantity, Choice) or quantity.said
    return capital(tr(quantity.meaning)) if is_said else quantity.meaning
