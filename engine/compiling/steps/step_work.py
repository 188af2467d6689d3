"""The work of one step of a neuron: the operations and the numbers in memory of the mathematics that kernels run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.compiling.mathematics import naming
from engine.compiling.mathematics.naming import Receptors
from engine.compiling.steps.kept_text import kept_text
from engine.model.declaration import NeuronModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sympy import Basic


@dataclass(frozen=True)
class OperationCounts:
    """Counts of operations: ``functions`` are divisions, roots, exponentials and whatever else is no single operation.

    Comparisons and selections of a value by one are an addition each; a sign that is turned is none.
    """

    additions: int = 0
    multiplications: int = 0
    functions: int = 0

    def __add__(self, other: OperationCounts) -> OperationCounts:
        return OperationCounts(
            self.additions + other.additions,
            self.multiplications + other.multiplications,
            self.functions + other.functions,
        )


@dataclass(frozen=True)
class StepWork:
    """One neuron in one step: what it computes, ``on_spike`` besides, and the numbers that it keeps.

    ``arrays`` are coefficients that differ between neurons. Of states ``read`` and ``written`` tell how many a step
    needs and changes. ``is_least`` where a step may be made in more parts than one, or draws random numbers: they are
    not counted.
    """

    each: OperationCounts
    on_spike: OperationCounts
    states: int
    read: int
    written: int
    arrays: int
    refractory: bool
    is_least: bool


def step_work(neuron: type[NeuronModel], receptors: Receptors, varying: frozenset[str] = frozenset()) -> StepWork:
    """Count the step of ``neuron`` with labelled ``receptors``; parameters in ``varying`` differ between neurons."""
    parts = [*sorted(varying)]
    parts += [f"{label}\0{model.source_text()}" for label, model in naming.labelled_receptors(neuron, receptors)]
    return kept_text("work", parts, StepWork, lambda: _counted(neuron, receptors, varying))


def _counted(neuron: type[NeuronModel], receptors: Receptors, varying: frozenset[str]) -> StepWork:
    """The slow road, through SymPy."""
    from engine.compiling.mathematics.layout import layout
    from engine.compiling.mathematics.reading import compose
    from engine.compiling.mathematics.stepping import one_step

    found = layout(one_step(compose(neuron, receptors)), varying)
    d, program = found.dynamics, found.program
    each = operations_of([e for _, e in program.body] + ([] if d.spike is None else [d.spike]))
    if d.refractory:
        each += OperationCounts(additions=1)  # it counts down
    needed = found.used | found.conditions
    return StepWork(
        each=each,
        on_spike=operations_of(d.on_spike.values()),
        states=len(d.symbols),
        read=sum(s in needed for s in d.symbols),
        written=len({*program.target, *d.on_spike}),
        arrays=len(found.arrays),
        refractory=d.refractory is not None,
        is_least=bool(d.paced) or d.fires_by_chance,
    )


def operations_of(expressions: Iterable[Basic]) -> OperationCounts:
    """The operations of expressions of SymPy, each as it is written."""
    return sum(map(_within, expressions), OperationCounts())


def _within(e: Basic) -> OperationCounts:
    import sympy

    if isinstance(e, sympy.Mul):
        under = [1 / arg for arg in e.args if isinstance(arg, sympy.Pow) and arg.exp.could_extract_minus_sign()]
        over = [arg for arg in e.args if 1 / arg not in under and arg != -1]
        products = max(len(over) - 1, 0) + max(len(under) - 1, 0)
        return operations_of([*over, *under]) + OperationCounts(0, products, int(bool(under)))
    return operations_of(e.args) + _at_root(e)


def _at_root(e: Basic) -> OperationCounts:
    """The operation that puts the arguments of an expression together."""
    import sympy
    from sympy.core.function import Function
    from sympy.core.relational import Relational

    if isinstance(e, sympy.Add | sympy.Min | sympy.Max):
        return OperationCounts(additions=len(e.args) - 1)
    if isinstance(e, sympy.Pow):
        whole = e.exp.is_Integer and e.exp > 1
        return OperationCounts(0, int(e.exp) - 1, 0) if whole else OperationCounts(functions=1)
    if isinstance(e, Relational | sympy.Abs | sympy.floor):
        return OperationCounts(additions=1)
    if isinstance(e, Function) and not isinstance(e, sympy.Piecewise):
        return OperationCounts(functions=1)
    return OperationCounts()
