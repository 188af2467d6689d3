"""The loss that a person types: an expression of one neuron of the read-out, checked by names and units.

It is read in the grammar of typed equations. Which names it may hold follows from the read-out and from the data:

========== ============================ =========================================================================
``count``  read-out that fires          spikes of the neuron in the presentation so far
``rate``   read-out that fires          the same over its time
``spike``  read-out that fires          1 in a step in which the neuron fires, else 0
``V``      read-out that never fires    its membrane after a step, in the unit that its model declares
``t``      both                         time from the start of the presentation to the end of a step
``wanted`` both                         1 of the neuron of the label, else 0; or what the data want of the neuron
========== ============================ =========================================================================

An expression that holds ``spike``, ``V`` or ``t`` is one of every step, and the loss its mean over steps, neurons and
samples; any other is one of a presentation, and the loss its mean over neurons and samples (decision 0240).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.model.equations.dimensions import Analysis
from engine.model.equations.mathematics import expression_latex
from engine.model.typed.amounts import coherent
from engine.model.typed.expressions import read_expression, text_of_node, weigh
from engine.model.typed.fragments import statements
from engine.model.typed.mistakes import (
    LOSS_IN_UNITS,
    LOSS_IS_ONE,
    LOSS_READS_NOTHING,
    LOSS_UNKNOWN,
    UNKNOWN,
    Mistake,
    Place,
)
from engine.model.typed.units_check import require_unit
from engine.units import ONE, Unit, unit

COUNT, RATE, SPIKE, MEMBRANE, TIME, WANTED = "count", "rate", "spike", "V", "t", "wanted"
OF_STEPS = frozenset({SPIKE, MEMBRANE, TIME})


class Wanted(StrEnum):
    """The kinds of what data want of each neuron of the read-out."""

    LABEL = "label"  # 1 of the neuron of the label, else 0
    TRAIN = "train"  # spikes
    VALUES = "values"  # values of the membrane


@dataclass(frozen=True)
class ReadOut:
    """The part of a read-out that a loss reads: spikes, or a ``membrane`` in this unit; and what is ``wanted``."""

    membrane: str = ""  # "" of neurons that fire
    wanted: Wanted = Wanted.LABEL

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of what the read-out shows."""
        return (MEMBRANE,) if self.membrane else (COUNT, RATE, SPIKE)

    @property
    def units(self) -> dict[str, Unit]:
        """The units of all names that a loss may hold."""
        membrane = unit(self.membrane) if self.membrane else ONE
        of_shown = {COUNT: ONE, RATE: unit("kHz"), SPIKE: ONE, MEMBRANE: unit(coherent(membrane)[0])}
        wanted = of_shown[MEMBRANE] if self.wanted is Wanted.VALUES else ONE
        return {**{name: of_shown[name] for name in self.shown}, TIME: unit("ms"), WANTED: wanted}


@dataclass(frozen=True)
class LossText:
    """A loss that was read: its syntax tree, and the names that it holds."""

    tree: ast.expr
    names: frozenset[str]

    @property
    def is_of_steps(self) -> bool:
        """True where it has a value at every step."""
        return bool(self.names & OF_STEPS)

    @property
    def latex(self) -> str:
        """The loss as mathematics; angle brackets are the mean."""
        return rf"L = \langle {expression_latex(self.tree)} \rangle"


def read_loss(text: str, read_out: ReadOut) -> LossText:
    """The loss that is typed; raises :class:`Mistake`, whose sentence says what is wrong and where."""
    first, *more = statements(text)
    if more:
        raise Mistake(LOSS_IS_ONE, more[0].body.place())
    units = read_out.units
    try:
        tree = read_expression(first.body, units, step=False)
    except Mistake as mistake:
        if mistake.code != UNKNOWN:
            raise
        raise Mistake(LOSS_UNKNOWN, mistake.place, shown=mistake.values["shown"], known=", ".join(units)) from None
    names = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)) & frozenset(units)
    if not names & frozenset(read_out.shown):
        raise Mistake(LOSS_READS_NOTHING, first.body.place(), known=", ".join(read_out.shown))
    weigh(tree, {})
    kinds: Mapping[str, Unit] = units
    require_unit(Analysis(kinds), tree, ONE, LOSS_IN_UNITS, (Place(1, 1), text_of_node(tree)))
    return LossText(tree, names)
