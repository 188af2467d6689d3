"""One step read backward: reverse accumulation over the same straight line of assignments.

A step is x -> pre = F(x, u); fired = H(c(pre)); next = reset(pre) where fired. Its adjoint takes the
derivatives of a loss by ``next`` and by ``fired`` and gives those by x, by the inputs and by coefficients.
It needs only what its own expressions mention: that list is the tape.

Where a neuron fires or does not, the reset is taken as given (its dependence on *whether* the neuron fired is not
followed), as every simulator for machine learning does; what it does to the membrane is followed. Where a spike is
smooth, next = (1 - s) pre + s reset(pre), and everything is followed: the adjoint is exact.

Of a step in parts this is the adjoint of one part. How long that is and when a reset acts are taken as given. In an
upstroke a membrane's derivative by itself would grow by as much as it speeds up, some ten orders of magnitude; over a
part that the pace has cut short it is at most one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import Dynamics, symbol, symbolic_value, where
from engine.compiling.mathematics.stepping import FREE, LEFT, PART, PRESSED
from engine.compiling.mathematics.straight_line import Assignments, straight_line
from engine.compiling.mathematics.threshold import Function, Threshold
from engine.model.declaration import Equation

FIRED = symbol("fired")  # 1 where the neuron fired in this step, or how much
ABLE = symbol("able")  # 0 where a refractory neuron could not have fired
WIDTH = symbol("width")  # sharpness of the threshold
BAR_SPIKE = symbol("bar_spike")


def pre(state: Symbol | str) -> Symbol:
    """A state after the step and before any reset."""
    return symbol(f"pre_{state}")


def bar(name: Symbol | str) -> Symbol:
    """The derivative of the loss by a state after the reset."""
    return symbol(f"bar_next_{name}")


def gradient(name: Symbol | str) -> Symbol:
    """The derivative of the loss by something at the start of the step."""
    return symbol(f"grad_{name}")


@dataclass(frozen=True)
class Adjoint:
    """``body`` ends with ``gradient(name)`` of every state, input and wanted coefficient.

    ``tape`` names what the forward pass must keep, ``reads`` the inputs and coefficients that are read again.
    """

    body: Assignments
    tape: tuple[str, ...]
    reads: tuple[str, ...]
    wanted: tuple[str, ...]


def excess(spike: Expr) -> Expr:
    """The distance of the spike condition from flipping; positive where it holds."""
    above = spike.lhs - spike.rhs
    return -above if isinstance(spike, sympy.StrictLessThan | sympy.LessThan) else above


def at_distance(function: Function, x: Expr) -> Expr:
    """``function(x, width)`` of a threshold."""
    return symbolic_value(Equation(function, function.__name__, ("x", "width")), {"x": x, "width": WIDTH})


def adjoint(layout: Layout, threshold: Threshold, wanted: Collection[str] = ()) -> Adjoint:
    """The step of ``layout`` backward, with the slope of its ``threshold``."""
    d, target = layout.dynamics, layout.program.target
    own = {s for s, _ in layout.program.body} - set(target.values())
    renamed = {s: symbol(f"was_{s}") for s in own}  # so that nothing meets the names made below
    after = {new: pre(s) for s, new in target.items()}  # read from the tape, not computed again
    forward = [(renamed.get(s, after.get(s, s)), e.xreplace({**renamed, **after})) for s, e in layout.program.body]
    held = [FREE, ABLE] if threshold.is_smooth and d.refractory else []
    followed = {symbol(name) for name in wanted} | {renamed[s] for s in own - {PART}}
    moving = followed | {*d.symbols, *d.inputs, *d.arrivals, *after.values(), *held}

    derivatives, definitions = _of_what_follows(d, {s: pre(s) for s in target}, threshold, wanted)
    definitions += [(s, e) for s, e in forward if s not in after.values()]
    definitions += _pulled(forward, moving, derivatives, "bar")
    for s in d.paced:
        alone: dict[Symbol, Expr] = {pre(s): sympy.Integer(1)}
        definitions += _pulled(forward, moving, alone, f"own_{s}")
        growth = symbol(f"growth_{s}")
        definitions.append((growth, alone.get(s, sympy.Integer(0))))
        is_cut = sympy.And(renamed[PART] < LEFT, growth > 1)
        derivatives[s] += symbol(f"bar_{pre(s)}") * where(is_cut, 1 - growth, sympy.Integer(0))

    asked = [*d.symbols, *d.inputs, *d.arrivals, *map(symbol, wanted), *held]
    body = straight_line(definitions, {gradient(v): derivatives.get(v, sympy.Integer(0)) for v in asked})
    flow = {BAR_SPIKE, FIRED, WIDTH, LEFT, PRESSED, *(bar(s) for s in d.symbols)}
    needed = set().union(*(e.free_symbols for _, e in body)) - {s for s, _ in body} - flow
    kept = {*d.symbols, *after.values(), FREE, ABLE}
    return Adjoint(
        body,
        tuple(sorted(str(s) for s in needed & kept)),
        tuple(sorted(str(s) for s in needed - kept)),
        tuple(wanted),
    )


def _pulled(
    forward: Assignments, moving: Collection[Symbol], derivatives: dict[Symbol, Expr], prefix: str
) -> Assignments:
    """Take ``derivatives`` of the results of ``forward`` back to all that it reads; the assignments they mention."""
    definitions = []
    for s, e in reversed(forward):
        if derivatives.get(s, 0) == 0:
            continue
        name = symbol(f"{prefix}_{s}")
        definitions.append((name, derivatives[s]))
        for v in sorted(e.free_symbols & {*moving}, key=str):
            derivatives[v] = derivatives.get(v, sympy.Integer(0)) + name * sympy.diff(e, v)
    return definitions


def _of_what_follows(
    d: Dynamics, at: dict[Symbol, Symbol], threshold: Threshold, wanted: Collection[str]
) -> tuple[dict[Symbol, Expr], Assignments]:
    """Derivatives by the states around the step and by wanted coefficients of threshold and reset."""
    resets = {s: e.xreplace(at) for s, e in d.on_spike.items()}
    reach: Expr = BAR_SPIKE
    if threshold.is_smooth:
        reach += sympy.Add(*(bar(i) * (reset - at.get(i, i)) for i, reset in resets.items()))
    distances, definitions = _of_the_spike(d, at, reach * ABLE if d.refractory else reach, threshold)
    derivatives: dict[Symbol, Expr] = {}
    if threshold.spike is not None and d.refractory and distances:
        fired = [at_distance(threshold.spike, symbol(name)) for name in distances]
        derivatives[ABLE] = reach * (fired[0] - sympy.Add(*fired[1:]))
    places = [at.get(s, s) for s in d.symbols] + (d.symbols if threshold.gated else [])
    for s in dict.fromkeys([*places, *map(symbol, wanted)]):
        total: Expr = sympy.Add(
            *(symbol(f"bar_{name}") * sympy.diff(distance, s) for name, distance in distances.items())
        )
        for i in d.symbols:
            still = sympy.Integer(1 if at.get(i, i) == s else 0)
            if i in resets:
                still += FIRED * (sympy.diff(resets[i], s) - still)
            total += bar(i) * still
        derivatives[s] = total
    return derivatives, definitions


def _of_the_spike(
    d: Dynamics, at: dict[Symbol, Symbol], reach: Expr, threshold: Threshold
) -> tuple[dict[str, Expr], Assignments]:
    """The distances from threshold that the spike reads, by name, with the derivative ``bar_<name>`` of each."""
    if d.spike is None:
        return {}, []
    distances, signs = {"excess": excess(d.spike).xreplace(at)}, {"excess": 1}
    if threshold.gated:
        distances["excess_before"], signs["excess_before"] = excess(d.spike), -1
    definitions = [(symbol(name), distance) for name, distance in distances.items()]
    for name, sign in signs.items():
        definitions.append((symbol(f"bar_{name}"), sign * reach * at_distance(threshold.slope, symbol(name))))
    return distances, definitions
