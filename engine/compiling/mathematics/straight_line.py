"""A step as a straight line of assignments: branches lifted, common parts named, constants moved to the host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.reading import symbol
from engine.compiling.mathematics.stepping import DT, StepAssignments

Assignments = list[tuple[Symbol, Expr]]


@dataclass
class StraightLineProgram:
    """``body`` runs in order and ends with every ``target``; the host computes ``derived`` from parameters and dt."""

    body: Assignments
    target: dict[Symbol, Symbol]  # state -> the symbol of its new value
    derived: dict[str, Expr]


def _hoisted(expressions: Sequence[Expr], fixed: set[Symbol]) -> tuple[list[Expr], dict[str, Expr]]:
    """Parts that depend on ``fixed`` alone become names, so that the loop neither divides nor repeats them."""
    derived: dict[Expr, Symbol] = {}

    def name(part: Expr) -> Expr:
        if part.is_Atom or not part.free_symbols or (part.is_Mul and (-part).is_Atom):
            return part
        return derived.setdefault(part, symbol(f"constant_{len(derived)}"))

    def hoist(e: Expr) -> Expr:
        if not isinstance(e, Expr) and not e.args:
            return e
        if isinstance(e, Expr) and e.free_symbols and e.free_symbols <= fixed and not e.has(sympy.Piecewise):
            return name(e)
        if e.is_Mul or e.is_Add:
            still = [a for a in e.args if not a.free_symbols - fixed]
            if len(still) > 1 and any(a.free_symbols for a in still):
                moving = [hoist(a) for a in e.args if a.free_symbols - fixed]
                return e.func(name(e.func(*still)), *moving)
        return e.func(*map(hoist, e.args)) if e.args else e

    return [hoist(e) for e in expressions], {s.name: e for e, s in derived.items()}


def program(step: StepAssignments) -> StraightLineProgram:
    """The body of one step. Parts of parameters, coefficients and ``dt`` alone stand in ``derived``."""
    fixed = {DT, *(symbol(p) for p in step.dynamics.parameters), *step.entries}
    assigned = [s for s, _ in step.assignments]
    expressions, derived = _hoisted([e for _, e in step.assignments] + list(step.new.values()), fixed)
    target = {s: symbol(f"{s}_new") for s in step.new}
    results = dict(zip(target.values(), expressions[len(assigned) :], strict=True))
    body = straight_line(list(zip(assigned, expressions, strict=False)), results)
    used = set().union(*(e.free_symbols for _, e in body))
    return StraightLineProgram(body, target, {n: e for n, e in derived.items() if symbol(n) in used})


def _lifted(expressions: Sequence[Expr], lifted: dict[Symbol, Expr]) -> list[Expr]:
    """Branches of ``where`` become names: selecting one of two names vectorises, two computations do not."""

    def branch(e: Expr) -> Expr:
        if e.is_Atom:
            return e
        known = next((s for s, value in lifted.items() if value == e), None)
        if known is None:
            known = symbol(f"branch_{len(lifted)}")
            lifted[known] = e
        return known

    def select(p: Expr) -> Expr:
        return sympy.Piecewise(*((branch(e), c) for e, c in p.args))

    return [e.replace(lambda x: isinstance(x, sympy.Piecewise), select) for e in expressions]


def straight_line(definitions: Assignments, results: Mapping[Symbol, Expr]) -> Assignments:
    """Everything that ``results`` need, in an order that can run; what they do not need is left out."""
    every = [*definitions, *results.items()]
    lifted: dict[Symbol, Expr] = {}
    expressions = _lifted([e for _, e in every], lifted)
    names = [*lifted, *(s for s, _ in every)]
    shared, reduced = sympy.cse(
        [*lifted.values(), *expressions], symbols=sympy.numbered_symbols("common_", real=True), order="none"
    )
    known = dict([*shared, *zip(names, reduced, strict=True)])
    ordered: Assignments = []
    done: set[Symbol] = set()

    def emit(s: Symbol) -> None:
        if s in done or s not in known:
            return
        done.add(s)
        for needed in sorted(known[s].free_symbols, key=str):
            emit(needed)
        ordered.append((s, known[s]))

    for s in results:
        emit(s)
    return ordered
