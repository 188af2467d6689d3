"""A value of a quantity: one number, a distribution over neurons, or a trained array.

A number is edited in place. Anything else stands in words, and a click opens its picture.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets import quantities
from app.widgets.fields import distribution_text
from app.widgets.fields.distribution_popup import DistributionPopup
from app.widgets.fields.quantity_field import HEIGHT, WIDTH, QuantityField
from app.widgets.layout import fill, row
from app.widgets.painted_widget import PaintedButton
from app.widgets.painting import RIGHT, field_ground
from app.widgets.quantities import Bounds, NotAQuantity
from app.widgets.text import BASE, SECONDARY, SMALL
from engine.network.values import Floats, Value

SIZES = (BASE, SECONDARY, SMALL)  # of words, with their unit: the largest that fits
WIDEST = 152  # of a field with words: the name beside it must stay readable

FieldValue: TypeAlias = Value | None
"""What a field shows: None stands for several different values."""


class ValueField(QWidget):
    """``edited(value, gesture)`` carries a number or a distribution; see :class:`QuantityField`.

    ``menu_wanted`` tells the place of a right click on the number, or of the menu key.
    """

    edited = Signal(object, str)
    objected = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(
        self, bounds: Bounds, spread: bool = True, by_distance: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bounds = bounds
        self._spread = spread
        self._by_distance = by_distance
        self.value: FieldValue = None
        self.number = _TypedField(bounds, spread, self)
        self.number.edited.connect(self._number_edited)
        self.number.distribution_typed.connect(self._distribution_edited)
        self.number.objected.connect(self.objected)
        self.words = _ValueWords(self)
        self.words.clicked.connect(self.open_picture)
        fill(row(self), self.number, self.words)
        self.words.hide()
        self.popup: DistributionPopup | None = None
        self.number.menu_wanted.connect(self.menu_wanted)
        if spread:
            self.number.picture_wanted.connect(self.open_picture)
        self.setFocusProxy(self.number)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def is_wide(self) -> bool:
        """True if the words need more room than a number."""
        return not self.words.isHidden()

    @property
    def refused(self) -> str:
        """The typed text that is no value; "" where nothing is wrong."""
        return self.number.text() if self.number.is_wrong else ""

    def type_anew(self, text: str) -> None:
        """Take a text as if a person had typed it and gone on."""
        self.number.type_anew(text)

    def give_up(self) -> None:
        """Show the value again that was there before something was typed."""
        self.number.give_up()

    def set_value(self, value: FieldValue) -> None:
        """Show ``value`` without telling; text being typed stays."""
        self.value = value
        plain = value is None or isinstance(value, int | float)
        if value is None or isinstance(value, int | float):
            exact = value is None or self._bounds.is_beyond_floats
            self.number.set_value(value if exact or value is None else float(value))
        elif isinstance(value, np.ndarray):
            self.words.say(*array_words(value, self._bounds.unit))
        else:
            self.words.say(*distribution_text.words_and_unit(value, self._bounds.unit))
        if not plain:
            self.number.clear_refusal()
        if plain != self.words.isHidden():
            had_focus = self.number.hasFocus() or self.words.hasFocus()
            self.number.setVisible(plain)
            self.words.setVisible(not plain)
            self.setFocusProxy(self.number if plain else self.words)
            if had_focus:
                self.setFocus()
        if self.popup is not None and self.popup.isVisible():
            self.popup.show_value(value)

    def open_picture(self) -> None:
        """Open the picture of the value, where its kind and numbers are changed."""
        self.popup = DistributionPopup(self._bounds, self.value, self._spread, self, self._by_distance)
        self.popup.edited.connect(self._distribution_edited)
        self.popup.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - self.popup.width(), self.height() + 4))
        self.popup.move(corner)
        self.popup.show()

    def _number_edited(self, value: float, gesture: str) -> None:
        self.value = value
        self.edited.emit(value, gesture)

    def _distribution_edited(self, value: object, gesture: str = "") -> None:
        self.set_value(value)  # type: ignore[arg-type]  # a signal carries object
        self.edited.emit(value, gesture)


def array_words(array: Floats, unit: str) -> tuple[str, str]:
    """Describe a trained array: its mean and standard deviation, and the unit."""
    if not array.size:
        return tr("empty"), ""
    mean, std = (quantities.number_words(float(f"{value:.2g}")) for value in (array.mean(), array.std()))
    return tr("array {mean} ± {std}", mean=mean, std=std), quantities.unit_text(unit)


class _TypedField(QuantityField):
    """A number field in which a distribution may be typed as well."""

    distribution_typed = Signal(object)
    picture_wanted = Signal()

    def __init__(self, bounds: Bounds, spread: bool, parent: QWidget) -> None:
        super().__init__(bounds, parent)
        self._spread = spread

    def take(self) -> None:
        if self._spread and self.isModified():
            try:
                distribution = distribution_text.parse_distribution(self.text(), self.bounds.unit)
            except NotAQuantity as reason:
                self.refuse(str(reason))
                return
            if distribution is not None:
                objection = distribution_text.objection(distribution, self.bounds)
                self.refuse(objection)
                if not objection:
                    self.setModified(False)
                    self.distribution_typed.emit(distribution)
                return
        super().take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if self._spread and alt and event.key() == Qt.Key.Key_Down:
            self.picture_wanted.emit()
            return
        super().keyPressEvent(event)


class _ValueWords(PaintedButton):
    """A filled field with words and a unit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._unit = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, words: str, unit: str) -> None:
        if (words, unit) == (self.text(), self._unit):
            return
        self.setText(words)
        self._unit = unit
        whole = f"{words} {unit}".strip()
        self.setAccessibleName(whole)
        self.setToolTip(f"{whole}\n{tr('Click to see and change how the values are spread')}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        text = f"{self.text()} {self._unit}".strip()
        self.setFont(look.font(tabular=True))
        wanted = self.fontMetrics().horizontalAdvance(text) + look.px(18)
        return QSize(min(max(look.px(WIDTH), wanted), look.px(WIDEST)), look.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH), theme().px(HEIGHT))

    @property
    def shown_font(self) -> QFont:
        """The largest in which words and unit have room, else the smallest."""
        look = theme()
        room = self.width() - look.px(8) - look.px(9)
        text = f"{self.text()} {self._unit}".strip()
        fonts = [look.font(size, tabular=True) for size in SIZES]
        return next((font for font in fonts if QFontMetricsF(font).horizontalAdvance(text) <= room), fonts[-1])

    def paint(self, painter: QPainter) -> None:
        look = theme()
        field_ground(painter, self, "surface2" if self.underMouse() and self.isEnabled() else "surface1")
        area = self.rect().adjusted(look.px(8), 0, -look.px(9), 0)
        painter.setFont(self.shown_font)
        metrics = painter.fontMetrics()
        unit_width = metrics.horizontalAdvance(f" {self._unit}") if self._unit else 0
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width() - unit_width)
        painter.setPen(look.color("text2" if self._unit else "text1"))
        painter.drawText(area, RIGHT, self._unit)
        painter.setPen(look.color("text1" if self.isEnabled() else "text2"))
        painter.drawText(area.adjusted(0, 0, -unit_width, 0), RIGHT, words)
