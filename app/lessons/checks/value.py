"""Check of a value of a node against the bounds of the task."""

from __future__ import annotations

from functools import partial

from app.document import vocabulary
from app.i18n.translation import tr, translatable
from app.lessons.check import Check, Observed, out_of_bounds
from app.widgets.quantities import number_words, quantity_words
from app.widgets.text import row_words

TEXTS = (
    translatable("{meaning} of {node} is {value}; at least {wanted} is wanted."),
    translatable("{meaning} of {node} is {value}; at most {wanted} is wanted."),
)


class ValueCheck(Check, frozen=True, kw_only=True):
    """A parameter, or ``size``, of ``node``: at least, or at most, so much of its own unit."""

    node: str
    name: str
    at_least: float | None = None
    at_most: float | None = None

    def look(self, seen: Observed) -> str:
        node = seen.node(self.node)
        if self.name == "size":
            meaning, unit, value = tr("Size"), "", float(node.size)
        else:
            declared = vocabulary.declared_parameters(node).get(self.name)
            given = vocabulary.parameters_in_force(node).get(self.name)
            if declared is None or not isinstance(given, int | float):
                return tr("{node} needs one number there.", node=node.title)
            meaning, unit, value = row_words(declared), declared.unit, float(given)
        bounds, names = (self.at_least, self.at_most), {"meaning": meaning, "node": node.title}
        return out_of_bounds(value, bounds, TEXTS, partial(_words, unit=unit), **names)


def _words(value: float, unit: str) -> str:
    return quantity_words(value, unit) if unit else number_words(value, integer=True)
