"""A loss that a person typed, as arrays take it: its value, and its slopes found by SymPy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr

from engine.circuit.circuit import Circuit
from engine.circuit.wanted_series import first_counted
from engine.compiling.mathematics.reading import SYMBOLIC, symbol
from engine.learning.components.losses import LossNotFinite
from engine.learning.components.method import Batch, Settings
from engine.learning.components.wanted import read_out_of
from engine.model.equations.evaluation import value_of_expression
from engine.model.functions import CONSTANTS
from engine.model.typed.amounts import coherent
from engine.model.typed.loss import COUNT, MEMBRANE, RATE, SPIKE, TIME, WANTED, ReadOut, Wanted, read_loss
from engine.model.typed.mistakes import Mistake
from engine.problems import NetworkError
from engine.units import ONE, unit

Array = NDArray[Any]
TIME_SHOWN = symbol("duration")  # ms of the presentation so far
MOVED = (COUNT, SPIKE, MEMBRANE)  # by what a loss is differentiated; a rate is a count over the time


class step_down(sympy.Function):  # type: ignore[misc]  # SymPy has no types
    """The whole number below, flat between its steps."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        return sympy.Integer(0)


class TypedLoss:
    """The mean of the expression ``text`` over neurons and samples, over steps too where it is one of a step.

    ``resolution`` is the length of a step in ms; of steps those from ``first`` on count.
    Raises :class:`Mistake` of a text that is none.
    """

    def __init__(self, text: str, read_out: ReadOut, resolution: float, first: int = 0) -> None:
        self.read = read_loss(text, read_out)
        self._read_out, self._resolution, self._first = read_out, resolution, first
        self._ratio = coherent(unit(read_out.membrane) if read_out.membrane else ONE)[1]
        symbols = {name: symbol(name) for name in read_out.units}
        meanings = {**CONSTANTS, **symbols, RATE: symbol(COUNT) / TIME_SHOWN}
        value = sympy.sympify(value_of_expression(self.read.tree, meanings, {**SYMBOLIC, "floor": step_down}))
        self._moved = [name for name in MOVED if symbol(name) in value.free_symbols]
        slopes = [sympy.diff(value, symbol(name)) for name in self._moved]
        names = [symbol(name) for name in (*MOVED, TIME, WANTED)]
        self._compute: Callable[..., Sequence[Any]] = sympy.lambdify(
            [*names, TIME_SHOWN], [value, *slopes], [{"exprel": _exprel, "step_down": np.floor}, "numpy"], cse=True
        )

    def __call__(self, shown: Array, batch: Batch) -> tuple[float, Array]:
        """The loss of what is ``shown`` (steps, batch, neurons) so far, and its slope; raises LossNotFinite."""
        steps, is_of_steps = len(shown), self.read.is_of_steps
        if is_of_steps and steps <= self._first:
            return 0.0, np.zeros_like(shown)
        values = shown.astype(np.float64) * (self._ratio if self._read_out.membrane else 1.0)
        count, now = values.sum(axis=0), values
        times = self._resolution * np.arange(1.0, steps + 1)[:, None, None]
        with np.errstate(all="ignore"):
            found = self._compute(count, now, now, times, self._wanted(shown, batch), self._resolution * steps)
        shape = shown.shape if is_of_steps else shown.shape[1:]
        value, *slopes = (np.broadcast_to(np.asarray(part, np.float64), shape) for part in found)
        by, first = np.zeros(shown.shape), self._first if is_of_steps else 0
        value, slopes = value[first:], [slope[first:] for slope in slopes]
        loss = float(value.mean())
        for name, slope in zip(self._moved, slopes, strict=True):
            if name == COUNT:  # every spike adds to the count that each step reads
                by += slope.sum(axis=0) if is_of_steps else slope
            else:
                by[first:] += slope
        by *= self._ratio / value.size
        if np.isfinite(values).all() and not (np.isfinite(loss) and np.isfinite(by).all()):
            raise LossNotFinite
        return loss, by.astype(shown.dtype)

    def _wanted(self, shown: Array, batch: Batch) -> Array:
        """Wanted values (steps, batch, neurons), or (batch, neurons) where that is of no step."""
        if self._read_out.wanted is Wanted.LABEL:
            labels = batch.labels if batch.step_labels is None else batch.step_labels[: len(shown)]
            return np.asarray(labels[..., None] == np.arange(shown.shape[2]), np.float64)
        if self._read_out.wanted is Wanted.VALUES:
            assert batch.series is not None
            return batch.series[: len(shown)] * self._ratio
        assert batch.targets is not None
        wanted = batch.targets[: len(shown)]
        return wanted if self.read.is_of_steps else wanted.sum(axis=0)


def typed_loss_of(circuit: Circuit, settings: Settings) -> TypedLoss:
    """The loss that is typed. Raises NetworkError of a text that is none here."""
    try:
        text, resolution = str(settings["loss_equation"]), circuit.description.resolution
        return TypedLoss(text, read_out_of(circuit), resolution, first_counted(circuit))
    except Mistake as mistake:
        raise NetworkError([mistake.problem(circuit.output.id, "")]) from None


def _exprel(x: Array) -> Array:
    """(exp(x) - 1) / x, and 1 at 0."""
    return np.where(x == 0.0, 1.0, np.expm1(x) / np.where(x == 0.0, 1.0, x))
