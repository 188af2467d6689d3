"""A neuron with its receptors, compiled: text for loops and arrays, its arrays, and the host's coefficients.

What SymPy found is kept in the user's cache, keyed by the source of the models and of this package: a known
model starts without SymPy or SciPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.argument import Argument
from engine.compiling.mathematics import naming
from engine.compiling.mathematics.naming import Receptors
from engine.compiling.steps.kept_text import kept_text
from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.quantities import Parameter, State

__all__ = ["CompiledPopulation", "compiled_population"]

Floats = NDArray[np.float64]
Question = tuple[type[NeuronModel], tuple[tuple[str, type[SynapseModel]], ...], frozenset[str], str, bool]
PRECISIONS = ("float64", "float32")


@dataclass(frozen=True)
class StepText:
    """Text and tables of one population's step.

    ``numba_text`` defines ``update(neurons, j, *arguments)``, ``numpy_text`` defines
    ``update(neurons, **numpy_arguments)``, whose ``advance(anew, *arrivals)`` gives who fired; ``fused_text`` is
    what a device runs, with the arguments of ``numba_text``. ``constants`` and ``varying_arrays`` name what the module
    of ``coefficient_text`` gives.
    """

    arguments: tuple[Argument, ...]
    constants: tuple[str, ...]
    varying_arrays: tuple[str, ...]
    numba_text: str
    numpy_text: str
    numpy_arguments: tuple[str, ...]
    fused_text: str
    coefficient_text: str


@dataclass(frozen=True)
class CompiledPopulation(StepText):
    """The step of a neuron with its receptors, whose parameters in ``varying`` differ between neurons."""

    neuron: type[NeuronModel]
    receptor_models: Mapping[str, type[SynapseModel]]
    varying: frozenset[str]
    precision: str

    @property
    def receptors(self) -> tuple[str, ...]:
        return tuple(self.receptor_models)

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        return naming.parameters(self.neuron, self.receptor_models)

    @cached_property
    def states(self) -> dict[str, State]:
        return naming.states(self.neuron, self.receptor_models)

    @property
    def fires_by_chance(self) -> bool:
        """True if a step reads a uniform number for each neuron, ``drawn``."""
        return self.neuron.fires_by_chance()

    @property
    def refractory(self) -> str | None:
        """The parameter that counts refractory time, if any."""
        found = self.neuron.refractory()
        return found.name if found else None

    def coefficients(self, values: Mapping[str, float | Floats], h: float) -> dict[str, float | Floats]:
        """Every constant as a number and every varying array as (neurons,), from parameters and the step in ms.

        Where the equations have no value they are infinite or no numbers, and so is what they move: a run says so.
        """
        from engine.backends.kernels.source_cache import loaded

        with np.errstate(all="ignore"):
            found: dict[str, float | Floats] = loaded(self.coefficient_text).coefficients(values, h)
        return found


def _derive(
    neuron: type[NeuronModel], receptors: Receptors, varying: frozenset[str], precision: str, steady: bool
) -> StepText:
    """The slow road, through SymPy."""
    from engine.compiling.mathematics.layout import layout
    from engine.compiling.mathematics.reading import compose
    from engine.compiling.mathematics.stepping import one_step
    from engine.compiling.steps.coefficients import coefficient_text
    from engine.compiling.steps.fused_text import fused_text
    from engine.compiling.steps.kernel_text import kernel_arguments, kernel_text
    from engine.compiling.steps.numpy_text import numpy_arguments, numpy_text

    found = layout(one_step(compose(neuron, receptors)), varying, steady)
    loop = kernel_text(found, varying, precision)
    return StepText(
        tuple(kernel_arguments(found, varying)),
        tuple(found.constants),
        tuple(found.arrays),
        loop,
        numpy_text(found, varying, precision),
        tuple(numpy_arguments(found)),
        loop if found.dynamics.paced else fused_text(found, varying, precision),
        coefficient_text(found),
    )


_answers: dict[Question, CompiledPopulation] = {}  # deriving takes SymPy a second or more (decision 0220)
_deriving = Lock()
"""One derivation at a time: who asks again for what was given up waits, and finds it."""


def _compiled(
    neuron: type[NeuronModel], labelled: Receptors, varying: frozenset[str], precision: str, steady: bool
) -> CompiledPopulation:
    parts = [precision, str(steady), *sorted(varying)]
    parts += [f"{label}\0{model.source_text()}" for label, model in naming.labelled_receptors(neuron, labelled)]
    with _deriving:
        text = kept_text("population", parts, StepText, lambda: _derive(neuron, labelled, varying, precision, steady))
    return CompiledPopulation(
        **vars(text), neuron=neuron, receptor_models=labelled, varying=varying, precision=precision
    )


def compiled_population(
    neuron: type[NeuronModel],
    receptors: Receptors,
    varying: frozenset[str] = frozenset(),
    precision: str = "float64",
    steady: bool = False,
) -> CompiledPopulation:
    """Compile ``neuron`` with labelled ``receptors``; parameters in ``varying`` differ between neurons.

    Where the injected current is ``steady``, one number for all neurons, it is a constant named ``injected`` among
    the values, and no array.

    Raises ``TypeError`` where a model breaks the grammar or a receptor does not fit the neuron.
    """
    if precision not in PRECISIONS:
        raise ValueError(f"the precision is float64 or float32, not {precision!r}")
    known = naming.parameters(neuron, receptors)
    if unknown := varying - set(known):
        raise ValueError(f"{neuron.__name__} has no parameters {sorted(unknown)}")
    question: Question = (neuron, tuple(receptors.items()), varying, precision, steady)
    if question not in _answers:
        _answers[question] = _compiled(neuron, dict(receptors), varying, precision, steady)
    return _answers[question]
