"""The parts of a step that rules need which learn on the way: its spike's slope and effect, what stays the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.backward import WIDTH, Adjoint, excess, pre
from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol, symbolic_value
from engine.compiling.mathematics.steadiness import is_steady
from engine.compiling.passes.scan_module import LocalText
from engine.compiling.steps.printing import NUMPY, ExpressionPrinter
from engine.model.declaration import Equation


def local_text(
    layout: Layout, backward: Adjoint, surrogate: Callable[[Any, Any], Any], membrane: str, head: str
) -> LocalText:
    """The module under ``head``; ``membrane`` names the state whose jump at a spike is its reset."""
    d, text = layout.dynamics, ExpressionPrinter(NUMPY)
    height, apart = sympy.Integer(0), sympy.Integer(0)
    if d.spike is not None:
        apart = excess(d.spike).xreplace({s: pre(s) for s in layout.program.target})
        height = symbolic_value(
            Equation(surrogate, surrogate.__name__, ("x", "width")), {"x": symbol("above"), "width": WIDTH}
        )
    lift = sympy.diff(apart, pre(membrane))
    jumps = _jumps(layout, membrane)
    reads = tuple(sorted(map(str, apart.free_symbols)))
    jump_reads = tuple(sorted({str(s) for e in jumps.values() for s in e.free_symbols}))
    results = "".join(f"{text.doprint(e)}, " for e in jumps.values())
    source = (
        f"{head}\n\ndef height({', '.join((*reads, 'width'))}):\n    above = {text.doprint(apart)}\n"
        f"    return {text.doprint(height)}\n\n\ndef lift({', '.join(reads)}):\n    return {text.doprint(lift)}\n\n\n"
        f"def jumps({', '.join(jump_reads)}):\n    return ({results})\n"
    )
    steady, silent = is_steady(layout, backward), is_steady(layout, backward, silent=True)
    memories = tuple(str(s) for s in d.on_spike if s in _constants(layout))
    return LocalText(
        source, reads, tuple(map(str, jumps)), jump_reads, memories, steady and not jumps, silent and not jumps
    )


def _constants(layout: Layout) -> dict[Symbol, Expr]:
    """States that a step without a spike sets to one number, and that number."""
    known = dict(layout.program.body)
    return {s: known[new] for s, new in layout.program.target.items() if new in known and known[new].is_number}


def _jumps(layout: Layout, membrane: str) -> dict[Symbol, Expr]:
    """By how much each state but the membrane would be larger, had the neuron fired."""
    constants = _constants(layout)
    before = {s: constants.get(s, pre(s)) for s in layout.program.target}
    resets = {s: e for s, e in layout.dynamics.on_spike.items() if str(s) != membrane}
    return {s: sympy.expand((e - s).xreplace(before)) for s, e in resets.items()}
