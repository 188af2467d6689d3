"""The classical Runge-Kutta method of order 4, in parts of a step, kept stable where a state is pulled steeply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.exponentials import SharedExponentials
from engine.compiling.mathematics.reading import symbol, where
from engine.compiling.mathematics.stepping import DT, FREE, Motion, StepAssignments

STEEPEST = 2.5  # pull times part: the method is stable up to 2.78

States = Mapping[Symbol, Expr]


def advance(m: Motion, parts: int) -> None:
    """Put the others after one step, made in equal ``parts``, into ``m.after``.

    A state that is pulled back more steeply than the method can follow, by a conductance that is far too large, takes
    all states of its neuron over that step by one that is always stable: each relaxes along its slope. That is asked
    where pulls depend on other states than those that they pull.
    States of the linear block are read exactly at the beginning, middle and end of every part.
    Source: Kutta (1901), Zeitschrift für Mathematik und Physik 46, 435-453; for steep ones Rush & Larsen (1978), IEEE
    Transactions on Biomedical Engineering 25, 389-392, with Padé's fraction (0, 2) of the exponential.
    """
    step, rates, others = m.step, m.rates, m.others
    readers = [rates[s] for s in others]
    slopes = {s: sympy.diff(rates[s], s) for s in others} if is_pulled(rates, others) else {}
    shared = SharedExponentials({s: rates[s] for s in others} | {_slope(s): e for s, e in slopes.items()}, rates)
    halves = 2 * parts
    before = [step.part_way(m.block, readers, n, halves) for n in range(1, halves)]
    end = {s: step.named(f"{s}_end", m.after[s]) for s in before[0]}
    m.after.update(end)
    linear: list[States] = [{}, *before, end]
    first, length = shared.at(step, {}, "1"), DT / parts
    if slopes:
        steep, relaxed = _relaxed(step, others, first, parts)
        length = step.named("length", where(steep, sympy.Integer(0), length))
    now: dict[Symbol, Expr] = {s: s for s in others}
    for part in range(parts):
        begin, middle, finish = linear[2 * part : 2 * part + 3]
        slope = first if part == 0 else _at(step, shared, now, begin, f"1_{part}")
        now = _moved(step, shared, now, slope, (middle, finish), length, part)
    for s, e in now.items():
        m.after[s] = where(steep, relaxed[s], step.named(f"{s}_moved", e)) if slopes else e


def is_pulled(rates: States, states: Sequence[Symbol]) -> bool:
    """Tell whether what pulls some of the ``states`` back to where it stays depends on other moving states."""
    return any(sympy.diff(rates[s], s).free_symbols & (rates.keys() - {s}) for s in states)


def _slope(s: Symbol) -> Symbol:
    """The symbol of the derivative of the rate of ``s`` by itself."""
    return symbol(f"slope_of_{s}")


def _relaxed(
    step: StepAssignments, states: Sequence[Symbol], first: States, parts: int
) -> tuple[Any, dict[Symbol, Expr]]:
    """The condition that a state is pulled too steeply, and the place of all states then."""
    pulls: dict[Symbol, Symbol] = {}
    steepest: Expr = sympy.Integer(0)
    for s in states:
        slope = step.named(f"slope_{s}", first[_slope(s)])
        pulls[s] = step.named(f"pull_{s}", where(slope < 0, -slope, sympy.Integer(0)))
        steepest = step.named(f"steepest_{s}", where(pulls[s] > steepest, pulls[s], steepest))
    relaxed = {}
    for s, pull in pulls.items():
        z = step.named(f"reach_{s}", DT * pull)
        moved = DT * first[s] * (FREE if s in step.dynamics.held else 1)
        relaxed[s] = step.named(f"relaxed_{s}", s + moved * (1 + z / 2) / (1 + z * (1 + z / 2)))
    return steepest * DT > sympy.Float(parts * STEEPEST), relaxed


def _at(
    step: StepAssignments, shared: SharedExponentials, states: States, of_block: States, mark: str
) -> dict[Symbol, Expr]:
    named = {s: step.named(f"{s}_at{mark}", e) for s, e in states.items()}
    return shared.at(step, {**of_block, **named}, mark)


def _moved(
    step: StepAssignments, shared: SharedExponentials, now: States, first: States, linear: tuple[States, States],
    length: Expr, part: int,
) -> dict[Symbol, Expr]:  # fmt: skip
    """Every state one part later; ``linear`` are the states of the block in its middle and at its end."""
    held, (middle, finish) = step.dynamics.held, linear

    def k(number: int, found: States) -> dict[Symbol, Symbol]:
        return {s: step.named(f"k{number}_{s}_{part}", found[s] * (FREE if s in held else 1)) for s in now}

    k1 = k(1, first)
    k2 = k(2, _at(step, shared, {s: x + length / 2 * k1[s] for s, x in now.items()}, middle, f"2_{part}"))
    k3 = k(3, _at(step, shared, {s: x + length / 2 * k2[s] for s, x in now.items()}, middle, f"3_{part}"))
    k4 = k(4, _at(step, shared, {s: x + length * k3[s] for s, x in now.items()}, finish, f"4_{part}"))
    return {s: x + length / 6 * (k1[s] + 2 * (k2[s] + k3[s]) + k4[s]) for s, x in now.items()}
