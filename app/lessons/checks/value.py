"""Check of a value of a node against the bounds of the task."""

from __future__ import annotations

from app.document import vocabulary
from app.i18n.translation import tr
from app.lessons.check import DONE, Check, CheckOutcome, Observed
from app.widgets.quantities import number_words, quantity_words
from app.widgets.text import row_words


class ValueCheck(Check, frozen=True, kw_only=True):
    """A parameter, or ``size``, of ``node``: at least, or at most, so much of its own unit."""

    node: str
    name: str
    at_least: float | None = None
    at_most: float | None = None

    def look(self, seen: Observed, begun: object) -> CheckOutcome:
        node = seen.node(self.node)
        if self.name == "size":
            meaning, unit, value = tr("Size"), "", float(node.size)
        else:
            declared = vocabulary.declared_parameters(node).get(self.name)
            given = vocabulary.parameters_in_force(node).get(self.name)
            if declared is None or not isinstance(given, int | float):
                return CheckOutcome(False, tr("{node} needs one number there.", node=node.title))
            meaning, unit, value = row_words(declared), declared.unit, float(given)
        words = {"meaning": meaning, "node": node.title, "value": _words(value, unit)}
        if self.at_least is not None and value < self.at_least:
            words["wanted"] = _words(self.at_least, unit)
            return CheckOutcome(False, tr("{meaning} of {node} is {value}; at least {wanted} is wanted.", **words))
        if self.at_most is not None and value > self.at_most:
            words["wanted"] = _words(self.at_most, unit)
            return CheckOutcome(False, tr("{meaning} of {node} is {value}; at most {wanted} is wanted.", **words))
        return DONE


def _words(value: float, unit: str) -> str:
    return quantity_words(value, unit) if unit else number_words(value, integer=True)
