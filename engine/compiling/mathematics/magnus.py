"""A state that is linear in itself, whose pull and push are solved exactly: one step of order 4 without slopes.

The membrane with conductances, x' = push(t) - pull(t) x, where pull and push are sums of what the linear block makes
of every receptor. Their integrals over the step, and how they lean, are fixed multiples of what stands at its start, so
a step costs a sum, a sum of products and one division, where Runge and Kutta take the slope four times.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import Expr, Matrix, Symbol

from engine.compiling.mathematics.linear import LinearBlock
from engine.compiling.mathematics.reading import DT, symbol, where
from engine.compiling.mathematics.stepping import FREE, Motion, StepAssignments

STRONGEST = sympy.Float(3.5)  # pull over a step, beyond which Padé's fraction is as far from the exponential as 0 is
MOST_MULTIPLIED = 8  # states whose products are looked at: they are as many as its square
TWELFTH, QUARTER = sympy.Rational(1, 12), sympy.Rational(1, 4)


def is_linear_in_itself(m: Motion) -> bool:
    """Tell whether each rate is linear in its own state, by factors that are sums of the block's states and inputs."""
    d = m.step.dynamics
    known = {DT, *map(symbol, d.parameters)}
    moving = [s for s in m.block.states if s not in d.held] + list(m.block.inputs)

    def is_sum(e: Expr) -> bool:
        parts = [sympy.diff(e, x) for x in moving] + [e.subs(dict.fromkeys(moving, 0))]
        return all(part.free_symbols <= known for part in parts)

    return not d.paced and all(is_sum(e) for s in m.others for e in pull_and_push(m.rates[s], s))


def pull_and_push(rate: Expr, state: Symbol) -> tuple[Expr, Expr]:
    """The two factors of ``rate`` = push - pull · state, where it is linear in ``state``."""
    return -sympy.diff(rate, state), rate.subs(state, 0)


def advance(m: Motion) -> None:
    """Put the others after one step into ``m.after``; for rates that :func:`is_linear_in_itself`.

    Magnus' series up to order 4, with its integrals exact, and the exponential as Padé's fraction (2, 2): of order 4,
    and stable however large the conductances are. Where they take the membrane within a step to where they pull it, it
    is there: the fraction would leave it where it was, and what the series says of their course would be too large.
    Source: Iserles & Nørsett (1999), 10.1098/rsta.1999.0362; Blanes, Casas, Oteo & Ros (2009),
    10.1016/j.physrep.2008.11.001, equation 253.
    """
    step, block = m.step, m.block
    whole, lean = _integrals(step, block)

    def summed(e: Expr, of: Mapping[Symbol, Expr], constant: Expr) -> Expr:
        steady = e.subs(dict.fromkeys([*block.states, *block.inputs], 0)) * constant
        driven = [sympy.diff(e, u) * constant * u for u in block.inputs]
        return sympy.expand(sympy.Add(steady, *driven, *(sympy.diff(e, x) * of[x] for x in block.states)))

    for s in m.others:
        # Padé's 1 + p (1/2 + p/12) is 12 ((p/12 + 1/4)^2 + 1/48): all is divided by 12 where it is a coefficient
        pull, push = (sympy.expand(TWELFTH * summed(e, whole, DT)) for e in pull_and_push(m.rates[s], s))
        leans = [summed(e, lean, sympy.Integer(0)) for e in pull_and_push(m.rates[s], s)]
        pulled = step.named(f"{s}_pull", pull)
        pushed = step.named(f"{s}_push", _pushed(step, s, block, (pull, push), (leans[0], leans[1])))
        strong = pulled > STRONGEST * TWELFTH
        driven = step.named(f"{s}_driven", where(strong, step.named(f"{s}_drive", push), pushed))
        shifted = step.named(f"{s}_shifted", pulled + QUARTER)
        divisor = step.named(f"{s}_divisor", shifted * shifted + QUARTER * TWELFTH)
        moved = step.named(f"{s}_moved", driven - pulled * s)
        moved /= step.named(f"{s}_share", where(strong, pulled, divisor))
        m.after[s] = s + (where(FREE > 0, moved, sympy.Integer(0)) if s in step.dynamics.held else moved)


def _pushed(
    step: StepAssignments, s: Symbol, block: LinearBlock, whole: tuple[Expr, Expr], lean: tuple[Expr, Expr]
) -> Expr:
    """The push and what the two leans make of it, with every product of two states once, where that is less work.

    A receptor's own products cancel, for its push is a multiple of its pull.
    """
    (pull, push), (pull_lean, push_lean), states = whole, lean, block.states
    if len(states) > MOST_MULTIPLIED:
        return push * (1 - step.named(f"{s}_pull_lean", pull_lean)) + pull * step.named(f"{s}_push_lean", push_lean)
    product = sympy.expand(push + pull * push_lean - push * pull_lean)
    none = dict.fromkeys(states, 0)

    def apart(e: Expr, name: str) -> Expr:
        """A part that no state is in, as a name where it is more than a coefficient: then it may be one number."""
        return step.named(f"{s}_{name}", e) if e.has(*block.inputs) else e

    sums, products = [], 0
    for i, x in enumerate(states):
        first = sympy.diff(product, x)
        seconds = {y: sympy.diff(first, y) / (2 if x == y else 1) for y in states[i:]}
        products += sum(1 for second in seconds.values() if second != 0)
        sums.append((x, first.subs(none), seconds))
    if products > sum(len(sympy.Add.make_args(e)) for e in lean):
        return push * (1 - step.named(f"{s}_pull_lean", pull_lean)) + pull * step.named(f"{s}_push_lean", push_lean)
    terms = [x * (apart(e, f"push_{x}") + sympy.Add(*(c * y for y, c in seconds.items()))) for x, e, seconds in sums]
    return sympy.Add(apart(product.subs(none), "steady"), *terms)


def _integrals(step: StepAssignments, block: LinearBlock) -> tuple[dict[Symbol, Expr], dict[Symbol, Expr]]:
    """Of each state of the block: its integral over the step, and that of (t / dt - 1/2) times it."""
    n, m = len(block.states), len(block.inputs)
    if not n:
        return {}, {}
    wholes = [symbol(f"whole_{s}") for s in block.states]
    leans = [symbol(f"lean_{s}") for s in block.states]
    own, none = sympy.eye(n), sympy.zeros(n, n)
    A = Matrix.vstack(
        Matrix.hstack(block.A, none, none),
        Matrix.hstack(own, none, none),
        Matrix.hstack(own / 2, -own / DT, none),  # by parts: half the integral, less the mean of the integral so far
    )
    c = Matrix.vstack(block.c, sympy.zeros(2 * n, 1))
    B = Matrix.vstack(block.B, sympy.zeros(2 * n, m))
    before = set(step.entries)
    found = step.propagated(LinearBlock([*block.states, *wholes, *leans], block.inputs, A, c, B), "M")
    nothing = dict.fromkeys([*wholes, *leans], sympy.Integer(0))
    found = {s: e.xreplace(nothing) for s, e in found.items() if s not in block.states}
    kept = before.union(*(e.free_symbols for e in found.values()))
    step.entries = {name: entry for name, entry in step.entries.items() if name in kept}
    by_state = {s: (found[w], found[lean]) for s, w, lean in zip(block.states, wholes, leans, strict=True)}
    return {s: pair[0] for s, pair in by_state.items()}, {s: pair[1] for s, pair in by_state.items()}
