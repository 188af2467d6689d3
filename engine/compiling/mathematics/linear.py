"""The part of a system that is solved exactly: states whose rates are affine in each other alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr, Matrix, Symbol

from engine.model.equations.loops import MOST_EXACT

MOST_READ = 100  # states that the exact step of one state reads

Reach = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LinearBlock:
    """x' = A x + c + B u, with u constant over a step."""

    states: list[Symbol]
    inputs: tuple[Symbol, ...]
    A: Matrix  # (states, states)
    c: Matrix  # (states, 1)
    B: Matrix  # (states, inputs)

    @cached_property
    def generator(self) -> Matrix:
        """[A c B]: the rows of the augmented system, (states, states + 1 + inputs)."""
        return Matrix.hstack(self.A, self.c, self.B)

    @cached_property
    def _direct(self) -> Reach:
        """True at the entries where the generator is not zero, (states, states + 1 + inputs)."""
        rows, columns = self.generator.shape
        found = [self.generator[i, j] != 0 for i in range(rows) for j in range(columns)]
        return np.array(found, np.bool_).reshape(rows, columns)

    @cached_property
    def _reach(self) -> Reach:
        """True where a state (row) reads a state (column), (states, states)."""
        return _closure(self._direct[:, : len(self.states)])

    def holding(self, held: Sequence[Symbol]) -> LinearBlock:
        """The same block while the ``held`` states stand still."""
        rows = [0 if state in held else 1 for state in self.states]
        still = sympy.diag(*rows) if rows else Matrix(0, 0, [])
        return LinearBlock(self.states, self.inputs, still * self.A, still * self.c, still * self.B)

    def reachable(self) -> Reach:
        """Tell where the propagator's entry (i, column) can differ from zero, (states, states + 1 + inputs)."""
        return np.hstack([self._reach, self._reach @ self._direct[:, len(self.states) :]])

    def parameters_of(self, row: int, column: int) -> set[str]:
        """Names of the parameters on which the propagator's entry depends."""
        n = len(self.states)
        ends = [column] if column < n else np.flatnonzero(self._direct[:, column]).tolist()
        path = np.flatnonzero(self._reach[row] & self._reach[:, ends].any(axis=1)).tolist()
        columns = [*path, column] if column >= n else path
        return {name for r in path for c in columns for name in self._names.get((r, c), ())}

    @cached_property
    def _names(self) -> dict[tuple[int, int], frozenset[str]]:
        """Parameters of every entry of the generator that is not zero."""
        rows, columns = np.nonzero(self._direct)
        places = zip(rows.tolist(), columns.tolist(), strict=True)
        return {place: frozenset(map(str, self.generator[place].free_symbols)) for place in places}


def _closure(direct: Reach) -> Reach:
    """The reach of each state, in any number of hops, none included."""
    reach = direct | np.eye(len(direct), dtype=np.bool_)
    for through in range(len(reach)):
        reach |= reach[:, through, None] & reach[through]
    return reach


def linear_block(rates: Mapping[Symbol, Expr], inputs: tuple[Symbol, ...]) -> LinearBlock:
    """The largest set of states with affine rates that depend on no state outside the set.

    States of which too many read each other are left out, and those that read them: an exact step of n of them takes
    n * n products, and its coefficients grow faster. A method takes a product for each that is written.
    """
    moving = (*rates, *inputs)
    slopes = {
        s: {x: sympy.diff(rates[s], x) for x in moving if x in rates[s].free_symbols} for s in rates
    }  # fmt: skip
    affine = {s: row for s, row in slopes.items() if not any(e.has(*moving) for e in row.values())}
    states = _closed(affine, rates)
    direct = np.array([[x in affine[s] for x in states] for s in states], np.bool_).reshape(len(states), len(states))
    reach = _closure(direct)
    few = (reach & reach.T).sum(axis=1) <= MOST_EXACT
    few &= reach.sum(axis=1) <= MOST_READ
    kept = {s: affine[s] for s, is_few in zip(states, few.tolist(), strict=True) if is_few}
    states = _closed(kept, rates)
    silent = dict.fromkeys(moving, 0)
    n, m = len(states), len(inputs)
    return LinearBlock(
        states,
        inputs,
        Matrix(n, n, lambda i, j: affine[states[i]].get(states[j], sympy.Integer(0))),
        Matrix(n, 1, lambda i, _: rates[states[i]].subs(silent)),
        Matrix(n, m, lambda i, j: affine[states[i]].get(inputs[j], sympy.Integer(0))),
    )


def _closed(rows: Mapping[Symbol, Mapping[Symbol, Expr]], moving: Mapping[Symbol, Expr]) -> list[Symbol]:
    """The states of ``rows`` that read none of the other ``moving`` ones, in their order."""
    states = dict.fromkeys(rows)
    while left := [s for s in states if any(x in moving and x not in states and e != 0 for x, e in rows[s].items())]:
        for s in left:
            del states[s]
    return list(states)
