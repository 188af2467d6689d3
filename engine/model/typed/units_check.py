"""Disagreements of the units of typed equations, as sentences at their place."""

from __future__ import annotations

import ast

from engine.model.equations.dimensions import CONDITION, MS, ZERO, Analysis, Disagreement, Kind, Why, agree
from engine.model.typed.amounts import words_for
from engine.model.typed.expressions import place_of, text_of_node
from engine.model.typed.mistakes import CONDITION as IS_CONDITION
from engine.model.typed.mistakes import NUMBER, PURE, RATE_UNIT, ROOT, UNITS, WRONG_UNIT, Mistake, Place
from engine.units import ONE, Unit

CODES = {Why.CONDITION: IS_CONDITION, Why.NUMBER: NUMBER, Why.PURE: PURE, Why.ROOT: ROOT, Why.UNITS: UNITS}


def words_of_kind(kind: Kind) -> str:
    return words_for(kind) if isinstance(kind, Unit) else "a plain number" if kind == ZERO else "a condition"


def as_mistake(error: Disagreement) -> Mistake:
    """A disagreement at its place in the text."""
    node, left, right = error.node, words_of_kind(error.left), words_of_kind(error.right)
    return Mistake(CODES[error.why], place_of(node), shown=text_of_node(node), left=left, right=right)


def unit_or_condition(analysis: Analysis, node: ast.expr) -> Kind:
    """The unit of an expression, or that it is a condition; raises a mistake."""
    try:
        return analysis(node)
    except Disagreement as error:
        raise as_mistake(error) from None


def unit_of_part(analysis: Analysis, node: ast.expr, declared: Unit | None) -> Unit:
    """The unit of a named part, which must be the declared one if any."""
    kind = unit_or_condition(analysis, node)
    if kind == CONDITION:
        raise Mistake(IS_CONDITION, place_of(node), shown=text_of_node(node))
    if declared is not None:
        require_unit(analysis, node, declared)
        return declared
    return kind if isinstance(kind, Unit) else ONE


def require_unit(
    analysis: Analysis, node: ast.expr, expected: Kind, code: str = WRONG_UNIT, of: tuple[Place, str] | None = None
) -> None:
    """Raise where an expression does not give what is ``expected``: ``code``, of its place and text or another."""
    kind = unit_or_condition(analysis, node)
    try:
        agree(analysis, node, kind, expected)
    except Disagreement as error:
        if error.why is not Why.UNITS:
            raise as_mistake(error) from None
        left, right = words_of_kind(kind), words_of_kind(expected)
        place, shown = of or (place_of(node), text_of_node(node))
        raise Mistake(code, place, shown=shown, left=left, right=right) from None


def demand_rate(analysis: Analysis, name: str, place: Place, node: ast.expr, state: Unit) -> None:
    """Raise where the right side of ``d<name>/dt`` is no rate of ``name``."""
    require_unit(analysis, node, state / MS, RATE_UNIT, (place, name))
