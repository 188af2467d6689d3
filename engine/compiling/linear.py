"""The part of a system that is solved exactly: states whose rates are affine in each other alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr, Matrix, Symbol


@dataclass
class LinearBlock:
    """x' = A x + c + B u, with u constant over a step."""

    states: list[Symbol]
    inputs: tuple[Symbol, ...]
    A: Matrix  # (states, states)
    c: Matrix  # (states, 1)
    B: Matrix  # (states, inputs)

    @property
    def generator(self) -> Matrix:
        """[A c B]: the rows of the augmented system, (states, states + 1 + inputs)."""
        return Matrix.hstack(self.A, self.c, self.B)

    def holding(self, held: Sequence[Symbol]) -> LinearBlock:
        """The same block while the ``held`` states stand still."""
        rows = [0 if state in held else 1 for state in self.states]
        still = sympy.diag(*rows) if rows else Matrix(0, 0, [])
        return LinearBlock(self.states, self.inputs, still * self.A, still * self.c, still * self.B)

    def reachable(self) -> Matrix:
        """1 where the propagator's entry (i, column) can differ from zero, (states, states + 1 + inputs)."""
        n = len(self.states)
        if not n:
            return Matrix(0, 1 + len(self.inputs), [])
        pattern = self.generator.applyfunc(lambda e: 0 if e == 0 else 1)
        reach = _closure(pattern[:, :n])
        driven = (reach * pattern[:, n:]).applyfunc(lambda e: 0 if e == 0 else 1)
        return Matrix.hstack(reach, driven)

    def parameters_of(self, row: int, column: int) -> set[str]:
        """Names of the parameters on which the propagator's entry depends."""
        n = len(self.states)
        reach = _closure(self.A.applyfunc(lambda e: 0 if e == 0 else 1))
        ends = [column] if column < n else [s for s in range(n) if self.generator[s, column] != 0]
        path = [s for s in range(n) if reach[row, s] and any(reach[s, end] for end in ends)]
        columns = [*path, column] if column >= n else path
        return {str(p) for r in path for c in columns for p in self.generator[r, c].free_symbols}


def _closure(pattern: Matrix) -> Matrix:
    """Which state is reached from which, in any number of hops, none included."""
    n = pattern.shape[0]
    reach = (sympy.eye(n) + pattern).applyfunc(lambda e: 0 if e == 0 else 1)
    return (reach**n).applyfunc(lambda e: 0 if e == 0 else 1) if n else reach


def linear_block(rates: Mapping[Symbol, Expr], inputs: tuple[Symbol, ...]) -> LinearBlock:
    """The largest set of states with affine rates that depend on no state outside the set."""
    states = list(rates)
    moving = (*rates, *inputs)

    def is_affine(state: Symbol) -> bool:
        row = [sympy.diff(rates[state], x) for x in moving]
        closed = all(e == 0 for x, e in zip(moving, row, strict=True) if x in rates and x not in states)
        return closed and not any(e.has(*moving) for e in row)

    while True:
        kept = [state for state in states if is_affine(state)]
        if kept == states:
            break
        states = kept
    silent = dict.fromkeys(moving, 0)
    n, m = len(states), len(inputs)
    return LinearBlock(
        states,
        inputs,
        Matrix(n, n, lambda i, j: sympy.diff(rates[states[i]], states[j])),
        Matrix(n, 1, lambda i, _: rates[states[i]].subs(silent)),
        Matrix(n, m, lambda i, j: sympy.diff(rates[states[i]], inputs[j])),
    )
