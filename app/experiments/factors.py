"""Factors of an experiment as a person types them: ``Excitatory.tau_m=5:20:16``, and the addresses that they vary."""

from __future__ import annotations

import re

from app.document.document import Document
from app.document.elements import Link
from app.document.experiment import (
    MOST_POINTS,
    DistributionForm,
    Experiment,
    Factor,
    FactorValues,
    ListedValues,
    Spacing,
    ValueDistribution,
    ValueRange,
)
from app.document.meaning.value_addresses import UnknownAddress, ValueAddress, address_of, addresses
from app.i18n.translation import listed, tr
from app.widgets.quantities import Bounds, NotAQuantity, parse_quantity
from engine.model.declaration import Choice, Parameter

FORM = "Excitatory.tau_m=5:20:16"
LOGARITHMIC = "log"
DISTRIBUTION = re.compile(
    r"(?P<form>normal|lognormal)\s*\((?P<mean>[^,()]+),(?P<deviation>[^,()]+)\)(?::(?P<count>.+))?"
)


class FactorProblem(ValueError):
    """A text that is no factor of the drawing; the message is one sentence."""


def parse_factor(document: Document, text: str) -> Factor:
    """Read ``ADDRESS=start:stop:count[:log]``, ``ADDRESS=a,b,c`` or ``ADDRESS=normal(mean, deviation):count``.

    Numbers may carry a unit; a range or a distribution without a count is for sampled designs. Raises FactorProblem.
    """
    written, equals, values = text.partition("=")
    if not equals or not values.strip():
        raise FactorProblem(tr("“{written}” varies no value; write it as in {form}.", written=text, form=FORM))
    try:
        address = address_of(document, written)
        found = _values(address, values.strip())
    except (UnknownAddress, NotAQuantity) as problem:
        raise FactorProblem(f"{text}: {problem}") from problem
    return Factor(address.element_id, address.name, found, address.part)


def parse_value(settable: Parameter | Choice, text: str) -> float | str:
    """The word or the number, in the unit that is declared; raises NotAQuantity."""
    if isinstance(settable, Choice):
        found = next(
            (option for option in settable.options if text.replace("-", " ") == option.replace("-", " ")), None
        )
        if found is None:
            raise NotAQuantity(tr("Choose one of {options}.", options=listed(settable.options)))
        return found
    return _allowed(settable, parse_quantity(text, settable.unit))


def values_text(values: FactorValues) -> str:
    """The values as they are typed behind an address, numbers in the declared unit."""
    if isinstance(values, ListedValues):
        return ",".join(value if isinstance(value, str) else f"{value:.12g}" for value in values.values)
    count = f":{values.count}" if values.count else ""
    if isinstance(values, ValueDistribution):
        return f"{values.form.value}({values.mean:.12g},{values.deviation:.12g}){count}"
    logarithmic = f":{LOGARITHMIC}" if values.spacing is Spacing.LOGARITHMIC else ""
    return f"{values.start:.12g}:{values.stop:.12g}{count}{logarithmic}"


def parse_values(document: Document, factor: Factor, text: str) -> FactorValues:
    """Read other values of a factor that the drawing has; raises FactorProblem."""
    try:
        return _values(address_in(document, factor), text.strip())
    except (UnknownAddress, NotAQuantity) as problem:
        raise FactorProblem(str(problem)) from problem


def address_in(document: Document, factor: Factor) -> ValueAddress:
    """The address that a factor varies, as the drawing has it now; raises :class:`UnknownAddress` where it is gone."""
    element = document.element(factor.element)
    known = [] if element is None else list(addresses(document, element))
    found = next((a for a in known if (a.name, a.part) == (factor.name, factor.part)), None)
    if found is None:
        raise UnknownAddress(
            tr("The drawing has no value {name} of the element {id} any more.", name=factor.name, id=factor.element)
        )
    return found


def address_words(document: Document, factor: Factor) -> str:
    """The address as it is typed: by titles, and by ids where these would name several elements or values."""
    element = document.element(factor.element)
    if element is None:
        return f"{factor.element}.{factor.name}"
    for named in (factor.name, f"{factor.part}.{factor.name}"):
        if isinstance(element, Link):
            ends = "->".join(document.nodes[end].title for end in (element.source, element.target))
            written = [f"{named}({ends})", f"{named}({element.id})"]
        else:
            written = [f"{element.title}.{named}", f"{element.id}.{named}"]
        for text in written:
            if _names(document, text, factor):
                return text
    return f"{factor.element}.{factor.name}"


def _names(document: Document, text: str, factor: Factor) -> bool:
    try:
        found = address_of(document, text)
    except UnknownAddress:
        return False
    return (found.element_id, found.name, found.part) == (factor.element, factor.name, factor.part)


def _values(address: ValueAddress, text: str) -> FactorValues:
    settable = address.settable
    if isinstance(settable, Choice) or (":" not in text and DISTRIBUTION.fullmatch(text) is None):
        values = tuple(parse_value(settable, one.strip()) for one in text.split(","))
        return ListedValues(tuple(dict.fromkeys(values)))
    drawn = DISTRIBUTION.fullmatch(text)
    if drawn is not None:
        deviation = parse_quantity(drawn["deviation"], settable.unit)
        mean = _allowed(settable, parse_quantity(drawn["mean"], settable.unit))
        form = DistributionForm(drawn["form"])
        if deviation <= 0.0 or (form is DistributionForm.LOG_NORMAL and mean <= 0.0):
            raise NotAQuantity(tr("The deviation, and the mean of a log-normal distribution, must be above 0."))
        return ValueDistribution(form, mean, deviation, _count(drawn["count"] or "0"))
    return _range(settable, [part.strip() for part in text.split(":")])


def _range(settable: Parameter, parts: list[str]) -> ValueRange:
    is_logarithmic = parts[-1] == LOGARITHMIC
    numbers = parts[:-1] if is_logarithmic else parts
    if len(numbers) not in (2, 3):
        raise NotAQuantity(tr("Write a range as start:stop:count, with :log behind it where it is logarithmic."))
    start, stop = (_allowed(settable, parse_quantity(part, settable.unit)) for part in numbers[:2])
    if is_logarithmic and not (start > 0.0 and stop > 0.0) and not (start < 0.0 and stop < 0.0):
        raise NotAQuantity(tr("A logarithmic range has both ends above 0, or both below."))
    count = _count(numbers[2]) if len(numbers) == 3 else 0
    if count == 1 and start != stop:
        raise NotAQuantity(tr("A range from one value to another has at least 2 values."))
    return ValueRange(start, stop, count, Spacing.LOGARITHMIC if is_logarithmic else Spacing.LINEAR)


def _count(text: str) -> int:
    written = text.strip()
    if not written.isdecimal() or len(written) > len(str(MOST_POINTS)) or int(written) > MOST_POINTS:
        raise NotAQuantity(
            tr("“{written}” is no number of values from 1 to {most}.", written=written, most=str(MOST_POINTS))
        )
    return int(written)


def _allowed(settable: Parameter, value: float) -> float:
    if objection := Bounds.of(settable).objection(value):
        raise NotAQuantity(objection)
    return value


def whole_factors(document: Document, experiment: Experiment) -> tuple[bool, ...]:
    """Tell of every factor whether its values are whole numbers; one that is gone has any."""

    def is_whole(factor: Factor) -> bool:
        try:
            settable = address_in(document, factor).settable
        except UnknownAddress:
            return False
        return isinstance(settable, Parameter) and settable.integer

    return tuple(map(is_whole, experiment.factors))
