"""NIR's neurons beside ours, under Euler's rule with one step of ours a step of theirs.

A decay of ``beta`` a step is a time constant of step / (1 - beta). Where NIR's neuron has an input gain, readers want
it to be tau / step (or 1 / step without a leak), so that weights stay as they are; the LIF alone is written with r = 1
and weights divided by (1 - beta), the only form that snnTorch, Norse and SpikingJelly read alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.single import single
from engine.problems import Phrase

Array = NDArray[Any]
Values = Mapping[str, Array]


@dataclass(frozen=True)
class NirNeuron:
    """``decays`` gives NIR's time constant of each decay of ours; ``silent`` ones have no threshold.

    One of no ``kind`` has no node. With ``unit_gain`` the weights carry the factor that the input gain would.
    """

    key: str
    kind: str
    decays: Mapping[str, str]
    silent: bool = False
    readers: str = ""  # what the common readers make of it, where they do not agree
    unit_gain: bool = False

    def node(self, values: Values, shape: tuple[int, ...], step: float) -> Any:
        """The node of a layer, whose arrays have its ``shape``; ``step`` in s."""
        given = self.given(values, np.ones(math.prod(shape)), step)
        whole = {name: np.broadcast_to(v, math.prod(shape)).reshape(shape) for name, v in given.items()}
        return _node(self.kind, whole)

    def given(self, values: Values, ones: Array, step: float) -> dict[str, Array]:
        """The node's parameters, each (size,) or one number."""
        given: dict[str, Array] = {theirs: step / (1 - values[ours]) for ours, theirs in self.decays.items()}
        if "tau_syn" in given:
            given["w_in"] = given["tau_syn"] / step
        given["r"] = ones if self.unit_gain else given.get("tau", given.get("tau_mem", ones)) / step
        if self.decays:
            given["v_leak"] = 0 * ones
        if not self.silent:
            given |= {"v_threshold": values["V_th"] * ones, "v_reset": values["V_reset"] * ones}
        return given

    def gain(self, values: Values, size: int) -> Array:
        """The factors (size,) of weights and biases on the way out."""
        if not self.unit_gain:
            return np.ones(size)
        (decay,) = self.decays
        return np.asarray(np.broadcast_to(1 / (1 - values[decay]), size))


def _node(kind: str, values: Mapping[str, Array]) -> Any:
    import nir

    return getattr(nir, kind)(**{name: single(v) for name, v in values.items()})


LEAK, CURRENT_AND_LEAK = {"beta": "tau"}, {"alpha": "tau_syn", "beta": "tau_mem"}
UNKNOWN_TO_SOME = Phrase("snnTorch refuses this neuron and Norse leaves it out")
LIF = NirNeuron("neurons/discrete_leaky_integrate_and_fire", "LIF", LEAK, unit_gain=True)
CUBA_LIF = NirNeuron("neurons/current_based_leaky_integrate_and_fire", "CubaLIF", CURRENT_AND_LEAK)
IF = NirNeuron("neurons/discrete_integrate_and_fire", "IF", {}, readers=Phrase("snnTorch gives this neuron a leak"))
LI = NirNeuron("neurons/discrete_leaky_integrator", "LI", LEAK, silent=True, readers=UNKNOWN_TO_SOME, unit_gain=True)
CUBA_LI = NirNeuron(
    "neurons/current_based_leaky_integrator", "CubaLI", CURRENT_AND_LEAK, silent=True, readers=UNKNOWN_TO_SOME
)
INTEGRATOR = NirNeuron("neurons/discrete_integrator", "I", {}, silent=True, readers=UNKNOWN_TO_SOME)
PASSING = NirNeuron("neurons/linear_unit", "", {}, silent=True)
"""What passes its input on needs no node: the weights before it and behind it follow each other."""
