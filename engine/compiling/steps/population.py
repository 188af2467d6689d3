"""A neuron with its receptors, compiled: text for loops and arrays, its arrays, and the host's coefficients.

What SymPy found is kept in the user's cache, keyed by the source of the models and of this package: a known
model starts without SymPy or SciPy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.argument import Argument
from engine.compiling.mathematics import naming
from engine.compiling.mathematics.naming import Receptors
from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.quantities import Parameter, State

__all__ = ["CompiledPopulation", "compiled_population"]

Floats = NDArray[np.float64]
Question = tuple[type[NeuronModel], tuple[tuple[str, type[SynapseModel]], ...], frozenset[str], str, bool]
PRECISIONS = ("float64", "float32")
PACKAGES = ("compiling", "model", "backends")


@dataclass(frozen=True)
class CompiledPopulation:
    """Text and tables of one population's step.

    ``numba_text`` defines ``update(neurons, j, *arguments)``, ``numpy_text`` defines
    ``update(neurons, **numpy_arguments)``, whose ``advance(anew, *arrivals)`` gives who fired; ``fused_text`` is
    what a device runs, with the arguments of ``numba_text``. ``constants`` and ``varying_arrays`` name what
    :meth:`coefficients` gives.
    """

    neuron: type[NeuronModel]
    receptor_models: Mapping[str, type[SynapseModel]]
    varying: frozenset[str]
    precision: str
    arguments: tuple[Argument, ...]
    constants: tuple[str, ...]
    varying_arrays: tuple[str, ...]
    numba_text: str
    numpy_text: str
    numpy_arguments: tuple[str, ...]
    fused_text: str
    coefficient_text: str

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


@cache  # a digest of files that no run changes (decision 0220)
def _generator() -> str:
    """A hash of what the text depends on besides the models: these packages and SymPy."""
    here = Path(__file__).parents[2]
    files = sorted(path for package in PACKAGES for path in (here / package).rglob("*.py"))
    digest = hashlib.sha256(version("sympy").encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(neuron: type[NeuronModel], receptors: Receptors, varying: frozenset[str], precision: str, steady: bool) -> str:
    parts = [_generator(), precision, str(steady), *sorted(varying)]
    parts += [f"{label}\0{model.source_text()}" for label, model in naming.labelled_receptors(neuron, receptors)]
    return hashlib.sha256("\0\0".join(parts).encode()).hexdigest()


def _derive(
    neuron: type[NeuronModel], receptors: Receptors, varying: frozenset[str], precision: str, steady: bool
) -> dict[str, Any]:
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
    return {
        "arguments": [[a.name, a.dtype, a.length] for a in kernel_arguments(found, varying)],
        "constants": found.constants,
        "varying_arrays": found.arrays,
        "numba_text": loop,
        "numpy_text": numpy_text(found, varying, precision),
        "numpy_arguments": numpy_arguments(found),
        "fused_text": loop if found.dynamics.paced else fused_text(found, varying, precision),
        "coefficient_text": coefficient_text(found),
    }


def _known(key: str) -> tuple[Path, dict[str, Any] | None]:
    """The file that keeps the knowledge of ``key``, and the knowledge itself where it is there and whole."""
    from engine.backends.kernels.source_cache import folder, kept

    path = folder() / f"population_{key[:32]}.kept"
    content = kept(path)
    return path, None if content is None else json.loads(content)


_answers: dict[Question, CompiledPopulation] = {}  # deriving takes SymPy a second or more (decision 0220)
_deriving = Lock()
"""One derivation at a time: who asks again for what was given up waits, and finds it."""


def _compiled(
    neuron: type[NeuronModel], labelled: Receptors, varying: frozenset[str], precision: str, steady: bool
) -> CompiledPopulation:
    from engine.backends.kernels.source_cache import keep

    with _deriving:
        path, knowledge = _known(_key(neuron, labelled, varying, precision, steady))
        if knowledge is None:
            knowledge = _derive(neuron, labelled, varying, precision, steady)
            with suppress(OSError):  # it is derived again another time
                keep(path, json.dumps(knowledge).encode())
    return CompiledPopulation(
        neuron=neuron,
        receptor_models=labelled,
        varying=varying,
        precision=precision,
        arguments=tuple(Argument(*a) for a in knowledge["arguments"]),
        constants=tuple(knowledge["constants"]),
        varying_arrays=tuple(knowledge["varying_arrays"]),
        numba_text=knowledge["numba_text"],
        numpy_text=knowledge["numpy_text"],
        numpy_arguments=tuple(knowledge["numpy_arguments"]),
        fused_text=knowledge["fused_text"],
        coefficient_text=knowledge["coefficient_text"],
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
