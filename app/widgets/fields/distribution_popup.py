"""The picture of a value: how it is spread over neurons, and the numbers that say so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain, repeat

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.widgets.fields import distribution_text
from app.widgets.fields.objections import Objections
from app.widgets.fields.popup import Popup
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.segmented import Segmented
from app.widgets.layout import column, fill, row
from app.widgets.pictures.distribution_picture import DistributionPicture
from app.widgets.quantities import Bounds
from app.widgets.text import SECONDARY, Text
from engine.network.values import FORMS, ByDistance, Distribution, LogNormal, Normal, Uniform, Value

WIDTH = 324
RELATIVE_SPREAD = 0.1  # of a value that becomes a distribution

KINDS: dict[str, Callable[[float, float], float | Distribution]] = {
    "constant": lambda mean, std: mean,
    "uniform": lambda mean, std: Uniform(mean - std * 3**0.5, mean + std * 3**0.5),
    "normal": Normal,
    "log-normal": lambda mean, std: LogNormal(abs(mean) or std, std),
}
"""How each kind is made from a mean and a standard deviation, so that a change of kind keeps both."""

NEAR = 0.2  # mm: the distance over which a value that begins to follow it fades


def kind_key(value: Value | None) -> str:
    """Key of :data:`KINDS`; a constant for anything that is no distribution."""
    return next((key for key, kind in distribution_text.KINDS.items() if isinstance(value, kind)), "constant")


def mean_and_deviation(value: Value | None) -> tuple[float, float]:
    """Mean and standard deviation; a number gets a tenth of its size as the spread to start from."""
    if isinstance(value, Uniform):
        return (value.low + value.high) / 2, (value.high - value.low) / 12**0.5
    if isinstance(value, Normal | LogNormal):
        return value.mean, value.std
    if isinstance(value, np.ndarray):
        return float(value.mean()), float(value.std())
    if isinstance(value, ByDistance):
        return value.base if value.form == "linear" else value.base + value.amount, RELATIVE_SPREAD * abs(value.amount)
    mean = 0.0 if value is None else float(value)
    return mean, RELATIVE_SPREAD * abs(mean) or 1.0


def following_distance(form: str, value: Value | None) -> ByDistance:
    """A value that follows the distance in this form and is at no distance about what ``value`` is everywhere."""
    if isinstance(value, ByDistance):
        scale = value.scale if "linear" not in (form, value.form) else 1.0 if form == "linear" else NEAR
        return ByDistance(form, value.base, value.amount, scale)
    mean, _ = mean_and_deviation(value)
    return ByDistance(form, mean, 1.0, 1.0) if form == "linear" else ByDistance(form, 0.0, mean or 1.0, NEAR)


def form_words(form: str) -> str:
    """Name a form of following the distance."""
    return {"linear": tr("Linear"), "gaussian": tr("Gaussian"), "exponential": tr("Exponential")}[form]


def numbers_of(value: Value | None) -> list[tuple[str, float | None]]:
    """The numbers that say a value, each by its name."""
    if isinstance(value, Uniform):
        return [(tr("Lowest"), value.low), (tr("Highest"), value.high)]
    if isinstance(value, Normal | LogNormal):
        return [(tr("Mean"), value.mean), (tr("Standard deviation"), value.std)]
    if isinstance(value, np.ndarray):
        return [(tr("Same value for all"), float(value.mean()))]
    if not isinstance(value, ByDistance):
        return [(tr("Value"), value)]
    if value.form == "linear":
        return [(tr("At no distance"), value.base), (tr("More per mm"), value.amount)]
    width = tr("Standard deviation") if value.form == "gaussian" else tr("Length constant")
    return [(tr("Far away"), value.base), (tr("More where they are near"), value.amount), (width, value.scale)]


class DistributionPopup(Popup):
    """Opens beneath a field; every change in it is told at once by ``edited(value, gesture)``."""

    edited = Signal(object, str)

    def __init__(
        self,
        bounds: Bounds,
        value: Value | None,
        spread: bool,
        parent: QWidget,
        by_distance: bool = False,
    ) -> None:
        super().__init__(parent)
        self._bounds = bounds
        self._value = value
        self.setFixedWidth(WIDTH)
        self.picture = DistributionPicture(bounds.unit)
        self.kinds = Segmented(
            (
                ("constant", tr("Constant")),
                ("uniform", tr("Uniform")),
                ("normal", tr("Normal")),
                ("log-normal", tr("Log-normal")),
            )
        )
        self.kinds.setEnabled(spread)
        self.kinds.chosen.connect(self._choose_kind)
        self.forms = Segmented([(form, form_words(form)) for form in FORMS])
        self.forms.setEnabled(spread)
        self.forms.chosen.connect(lambda form: self._take_kind(following_distance(form, self._value)))
        self._forms_name = Text(tr("By distance"), size=SECONDARY, tone="text2")
        self._by_distance = by_distance
        self.fields = [QuantityField(Bounds(of)) for of in (bounds.unit, bounds.unit, "mm")]
        self._names = [Text() for _ in self.fields]
        self.array = Text("", size=SECONDARY, tone="text2")
        self.objection = Objections()
        self.objection.changed.connect(self.adjustSize)
        for place, field in enumerate(self.fields):
            field.also_objects = partial(self._objection, place)
            field.edited.connect(self._numbers_edited)
            self.objection.add_field(field)
        body = column(self, (12, 12, 12, 12), 8)
        fill(body, self.kinds, self._forms_name, self.forms, self.array, self.picture)
        lines = (fill(row(), name, 1, field) for name, field in zip(self._names, self.fields, strict=True))
        fill(body, *lines, self.objection)
        self.show_value(value)

    def show_value(self, value: Value | None) -> None:
        """Show another value without telling."""
        self._value = value
        listed, follows = isinstance(value, np.ndarray), isinstance(value, ByDistance)
        self.kinds.set_value("" if listed or follows else kind_key(value))
        self.forms.set_value(value.form if isinstance(value, ByDistance) else "")
        for part in (self._forms_name, self.forms):
            part.setVisible(self._by_distance or follows)
        self.array.setVisible(listed)
        shown = chain(numbers_of(value), repeat(("", 0.0)))
        for name, field, (words, number) in zip(self._names, self.fields, shown, strict=False):
            name.say(words)
            field.set_value(number)
            field.setAccessibleName(words)
            name.setVisible(bool(words))
            field.setVisible(bool(words))
        if isinstance(value, np.ndarray):
            self.array.say(tr("{count} {count:value|values}, kept with the document", count=f"{value.size:,}"))
            self.picture.show_array(value)
        elif isinstance(value, ByDistance):
            self.picture.show_following(value)
        elif isinstance(value, Distribution):
            self.picture.show_distribution(value)
        self.picture.setVisible(value is not None and not isinstance(value, int | float))
        self.adjustSize()

    def _choose_kind(self, kind: str) -> None:
        mean, std = mean_and_deviation(self._value)
        self._take_kind(KINDS[kind](mean, std))

    def _take_kind(self, value: float | Distribution | ByDistance) -> None:
        """Have a value of another kind, unless it cannot be; what was refused meant something of the kind before."""
        for field in self.fields:
            field.give_up()
        reason = self._why_not(value)
        self.objection.object(reason)
        if reason:
            self.show_value(self._value)
        else:
            self._offer(value, "")

    def _objection(self, place: int, number: float) -> str:
        """Say why the value cannot be had with another number at this place; "" where it can."""
        numbers = [field.value for field in self.fields]
        numbers[place] = number
        value = self._value_of(*numbers)
        return "" if value is None else self._why_not(value)

    def _why_not(self, value: float | Distribution | ByDistance) -> str:
        if isinstance(value, int | float):
            return self._bounds.objection(value)
        return distribution_text.objection(value, self._bounds)

    def _numbers_edited(self, _value: float, gesture: str) -> None:
        value = self._value_of(*(field.value for field in self.fields))
        if value is not None:
            self._offer(value, gesture)

    def _value_of(
        self, first: float | None, second: float | None, third: float | None
    ) -> float | Distribution | ByDistance | None:
        """The value of the chosen kind with these numbers."""
        kind, spread = self.kinds.value or "constant", second or 0.0
        if first is None:
            return None
        if isinstance(self._value, ByDistance):
            form, scale = self._value.form, self._value.scale if self._value.form == "linear" else third
            return ByDistance(form, first, spread, scale or 0.0)
        return first if kind == "constant" else distribution_text.KINDS[kind](first, spread)

    def _offer(self, value: float | Distribution | ByDistance, gesture: str) -> None:
        self.show_value(value)
        self.edited.emit(value, gesture)
