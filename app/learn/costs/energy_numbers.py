"""The numbers of the model of energy, each to be changed, with where it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.buttons import Button
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.layout import column, fill, row
from app.widgets.quantities import Bounds
from app.widgets.text import SECONDARY, SMALL, Text, capital

FIELD = 96


class EnergyNumbers(QWidget):
    """A row for each number with its source beneath; ``changed`` tells those that are not the source's, by name."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.own: dict[str, float] = {}
        self.fields: dict[str, QuantityField] = {}
        self._body = column(self, spacing=8)
        self.back = Button(tr("Back to the numbers of the source"), "flat")
        self.back.clicked.connect(lambda: self._take({}))
        self._foot = QWidget()
        fill(row(self._foot), self.back, 1)
        self._body.addWidget(self._foot)

    def set_numbers(self, own: Mapping[str, float]) -> None:
        """Take numbers that were kept; what no model has or could have is left out."""
        self.own = {name: value for name, value in own.items() if _is_possible(name, value)}
        self._show()

    def build(self) -> None:
        """Make the rows, once: most people never open them."""
        if self.fields:
            return
        from engine.learning.training.energy import NUMBERS

        for name, number in NUMBERS.items():
            field = QuantityField(Bounds.of(number))
            words = capital(tr(number.meaning))
            field.setAccessibleName(words)
            field.setAccessibleDescription(tr(number.detail))
            field.setFixedWidth(theme().px(FIELD))
            field.edited.connect(self._writer(name))
            source = Text(tr(number.detail), size=SMALL, tone="text2", wrapped=True)
            holder = QWidget()
            holder.setToolTip(f"<p>{escape(tr(number.detail))}</p>")
            said = fill(column(spacing=1), Text(words, size=SECONDARY, wrapped=True), source)
            fill(row(holder, spacing=8), (said, 1), field)
            field.objected.connect(ObjectionPlate(holder).say)
            self._body.insertWidget(len(self.fields), holder)
            self.fields[name] = field
        self._show()

    def _writer(self, name: str) -> Callable[[float, str], None]:
        return lambda value, _gesture: self._take({**self.own, name: value})

    def _take(self, own: Mapping[str, float]) -> None:
        from engine.learning.training.energy import NUMBERS

        self.own = {name: value for name, value in own.items() if value != NUMBERS[name].default}
        self._show()
        self.changed.emit(dict(self.own))

    def _show(self) -> None:
        if self.fields:
            from engine.learning.training.energy import NUMBERS

            for name, field in self.fields.items():
                field.set_value(self.own.get(name, NUMBERS[name].default))
        self.back.setVisible(bool(self.own))


def _is_possible(name: str, value: float) -> bool:
    from engine.learning.training.energy import NUMBERS

    return name in NUMBERS and NUMBERS[name].allows(value) and math.isfinite(value)
