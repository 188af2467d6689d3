"""The work of a step: what numbers that count their own operations say when they go through the compiled text."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from engine.compiling.mathematics.layout import layout
from engine.compiling.mathematics.reading import compose, exprel
from engine.compiling.mathematics.stepping import one_step
from engine.compiling.steps.step_work import OperationCounts, operations_of, step_work
from engine.model.declaration import NeuronModel
from engine.model.registry.discovery import find, models

NEURONS = [model for model in map(find, models("neurons")) if not model.fires_by_chance()]
COUNTED: dict[str, int] = {}


class Counting:
    """A number that notes what is done with it; turned signs and products by -1 are nothing."""

    def __init__(self, value: float) -> None:
        self.value = value

    def _noted(self, kind: str, result: float | bool) -> Any:
        COUNTED[kind] = COUNTED.get(kind, 0) + 1
        return Counting(float(result))

    def __add__(self, other: Any) -> Any:
        return self._noted("additions", self.value + _plain(other))

    def __sub__(self, other: Any) -> Any:
        return self._noted("additions", self.value - _plain(other))

    def __rsub__(self, other: Any) -> Any:
        return self._noted("additions", _plain(other) - self.value)

    def __mul__(self, other: Any) -> Any:
        return self._noted("multiplications", self.value * _plain(other))

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._noted("functions", self.value / (_plain(other) or 1.0))

    def __rtruediv__(self, other: Any) -> Any:
        return self._noted("functions", _plain(other) / (self.value or 1.0))

    def __pow__(self, power: Any) -> Any:
        if isinstance(power, int) and power > 1:
            for _ in range(power - 1):
                self._noted("multiplications", 0.0)
            return Counting(self.value**power)
        return self._noted("functions", 1.0)

    def __neg__(self) -> Any:
        return Counting(-self.value)

    def __abs__(self) -> Any:
        return self._noted("additions", abs(self.value))

    def __gt__(self, other: Any) -> Any:
        return self._noted("additions", self.value > _plain(other))

    def __ge__(self, other: Any) -> Any:
        return self._noted("additions", self.value >= _plain(other))

    def __lt__(self, other: Any) -> Any:
        return self._noted("additions", self.value < _plain(other))

    def __le__(self, other: Any) -> Any:
        return self._noted("additions", self.value <= _plain(other))

    def __bool__(self) -> bool:
        return bool(self.value)


def _plain(other: Any) -> float:
    return other.value if isinstance(other, Counting) else float(other)


def _function(*_arguments: Any) -> Any:
    return Counting(0.5)._noted("functions", 0.5)


def _floor(x: Any) -> Any:
    return x._noted("additions", 0.0)


def _run(expressions: list[tuple[Any, Any]]) -> OperationCounts:
    """The operations of assignments that are run as text of Python, one after another."""
    COUNTED.clear()
    named = dict.fromkeys(("exp", "log", "sin", "sqrt", "exprel"), _function)
    values: dict[Any, Counting] = {}
    for target, expression in expressions:
        # a choice evaluates no more than one side, so both must be names here, and its condition is asked once
        symbols = sorted(expression.free_symbols, key=str)
        text = sympy.lambdify(symbols, expression, modules=[{**named, "floor": _floor}], cse=False)
        values[target] = text(*(values.get(s, Counting(0.5)) for s in symbols))
    return OperationCounts(*(COUNTED.get(kind, 0) for kind in ("additions", "multiplications", "functions")))


@pytest.mark.parametrize("model", NEURONS, ids=lambda model: model.key)
def test_operations_are_those_of_numbers_that_count_them(model: type[NeuronModel]) -> None:
    synapse = "synapses/delta"
    found = layout(one_step(compose(model, {"r0": find(synapse)})), frozenset())
    body = list(found.program.body)
    if any(e.has(sympy.And, sympy.Or) for _, e in body):
        pytest.skip("Python leaves out the second of two conditions")
    counted = _run([*body, *([] if found.dynamics.spike is None else [("spike", found.dynamics.spike)])])
    work = step_work(model, {"r0": find(synapse)})
    refractory = OperationCounts(additions=int(work.refractory))
    assert work.each == counted + refractory
    assert work.each.additions + work.each.multiplications > 0


def test_what_is_written_is_counted_as_it_is_written() -> None:
    x, y = sympy.symbols("x y", real=True)
    assert operations_of([x + y + 1]) == OperationCounts(2, 0, 0)
    assert operations_of([x - y]) == OperationCounts(1, 0, 0)
    assert operations_of([3 * x * y]) == OperationCounts(0, 2, 0)
    assert operations_of([x**3]) == OperationCounts(0, 2, 0)
    assert operations_of([x / y]) == OperationCounts(0, 0, 1)
    assert operations_of([3 * x / (x * y) / (1 + y)]) == OperationCounts(1, 1, 1)
    assert operations_of([x / y**3]) == OperationCounts(0, 2, 1)
    assert operations_of([-1 / y]) == OperationCounts(0, 0, 1)
    assert operations_of([sympy.exp(x) + sympy.sqrt(y)]) == OperationCounts(1, 0, 2)
    assert operations_of([exprel(x)]) == OperationCounts(0, 0, 1)
    assert operations_of([sympy.Piecewise((x, x > y), (y, True))]) == OperationCounts(1, 0, 0)


def test_neurons_of_different_parameters_read_what_differs() -> None:
    model, delta = find("neurons/leaky_integrate_and_fire"), {"r0": find("synapses/delta")}
    assert step_work(model, delta).arrays == 0
    assert step_work(model, delta, frozenset({"V_th"})).arrays == 1
    assert step_work(model, delta, frozenset({"tau_m"})).arrays > 1
